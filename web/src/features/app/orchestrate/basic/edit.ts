import { createContext, useContext } from "react";
import type { BasicMode, Raw } from "./config";

/** What every part of the settings side reads and changes. */
export interface Editing {
  appId: string;
  mode: BasicMode;
  config: Raw;
  change: (change: (config: Raw) => Raw) => void;
  /** Opens the dialog of a variable; with a name it is a new one. */
  addVariable: (name?: string) => void;
}

export const EditingContext = createContext<Editing | null>(null);

export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (!editing) throw new Error("no configuration is being edited here");
  return editing;
}
