import { createContext, useContext, type ReactNode } from "react";

/** The few words that primitives say by themselves. Pages hand in translated ones. */
export const DEFAULT_UI_TEXTS = {
  close: "Close",
  copy: "Copy",
  copied: "Copied",
  copyPath: "Copy path",
  copyValue: "Copy value",
  optional: "(optional)",
  show: "Show",
  hide: "Hide",
  replace: "Replace",
  cancel: "Cancel",
  search: "Search",
  nothingFound: "Nothing found",
  loading: "Loading",
  previous: "Previous",
  next: "Next",
  pageOf: (page: number, pages: number) => `Page ${page} of ${pages}`,
  details: "Details",
  remove: "Remove",
  retry: "Retry",
  dropFiles: "Drop files here or choose them",
  icon: "Icon",
  colour: "Colour",
  uploadPicture: "Upload a picture",
  pictureRule: "PNG, JPEG, GIF or WebP, at most 2 MB",
  menu: "Menu",
  resize: "Resize",
};
export type UiTexts = typeof DEFAULT_UI_TEXTS;

const Context = createContext<UiTexts>(DEFAULT_UI_TEXTS);

export function UiTextsProvider({ texts, children }: { texts: UiTexts; children: ReactNode }) {
  return <Context.Provider value={texts}>{children}</Context.Provider>;
}

export const useUiTexts = () => useContext(Context);
