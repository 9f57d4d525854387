import { createContext, useContext, type ReactNode } from "react";
import type { Raw } from "../raw";

/** A tool that can be put on the canvas. */
export interface PickerTool {
  key: string;
  /** The provider it belongs to. */
  group: string;
  name: string;
  help: string;
  icon: ReactNode;
  search: string;
  /** What its node begins with. */
  data: Raw;
}

/** Where the picker has its tools from: a hook, so that nothing is loaded before the tab is opened. */
export type UsePickerTools = (wanted: boolean) => readonly PickerTool[];

const NONE: readonly PickerTool[] = [];
export const PickerToolsContext = createContext<UsePickerTools>(() => NONE);
export const usePickerTools = (): UsePickerTools => useContext(PickerToolsContext);
