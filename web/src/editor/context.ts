import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { EditorState, EditorStore } from "./store";
import type { RunState, RunStore } from "./runStore";

/** Both stores keep their identity as long as the canvas is open, so neither context ever changes. */
export const EditorContext = createContext<EditorStore | null>(null);
export const RunContext = createContext<RunStore | null>(null);

export function useEditorStore(): EditorStore {
  const store = useContext(EditorContext);
  if (!store) throw new Error("This part of the canvas stands outside an EditorContext.");
  return store;
}

export function useRunStore(): RunStore {
  const store = useContext(RunContext);
  if (!store) throw new Error("This part of the canvas stands outside a RunContext.");
  return store;
}

export function useEditor<T>(select: (state: EditorState) => T): T {
  return useStore(useEditorStore(), select);
}

export function useRun<T>(select: (state: RunState) => T): T {
  return useStore(useRunStore(), select);
}
