import { createContext, useCallback, useContext } from "react";
import { changeData, rename, renameVariable } from "./actions/data";
import type { Content } from "./content";
import { useEditor, useEditorStore } from "./context";
import type { DocNode } from "./graph";
import type { ChangeNode, NodeData } from "./spec";

const NO_DATA: NodeData = {};

/** A node as the canvas knows it; undefined once it is gone. */
export function useNode(id: string): DocNode | undefined {
  return useEditor((state) => state.document.nodes[id]);
}

/** The stored settings of a node. Their identity changes only when this node changes. */
export function useNodeData(id: string): NodeData {
  return useEditor((state) => state.document.nodes[id]?.data ?? NO_DATA);
}

/** Change the settings of a node; changes of one `field` within a second are one step to undo. */
export function useChangeNode(id: string): ChangeNode {
  const store = useEditorStore();
  return useCallback(
    (change, options = {}) => {
      const about = store.getState().document.nodes[id]?.title ?? "";
      store.getState().edit("settings", changeData(id, change), { about, merge: `${id} ${options.field ?? ""}` });
    },
    [store, id],
  );
}

/** Give a node another title; one that is taken gets a number. Tells the title it has now. */
export function useRename(): (id: string, title: string) => string {
  const store = useEditorStore();
  return useCallback(
    (id, title) => {
      store.getState().edit("rename", rename(id, title), { about: title, merge: `${id} title` });
      return store.getState().document.nodes[id]?.title ?? title;
    },
    [store],
  );
}

/** Rewrite every reference that begins with `from`, as part of the change that renamed the variable. */
export function useRenameVariable(): (from: readonly string[], to: readonly string[]) => void {
  const store = useEditorStore();
  return useCallback(
    (from, to) => {
      const merge = store.getState().past.at(-1)?.merge ?? undefined;
      const about = to.at(-1) ?? "";
      store.getState().edit("variables", renameVariable(from, to), merge === undefined ? { about } : { about, merge });
    },
    [store],
  );
}

/** Nothing can be changed: no right to edit, or a version or a past run is shown. */
export const useReadOnly = (): boolean => useEditor((state) => state.readOnly);

export function useContent<T>(select: (content: Content) => T): T {
  return useEditor((state) => select(state.content));
}

export type AppMode = "workflow" | "advanced-chat";
export const ModeContext = createContext<AppMode>("workflow");

/** The kind of app the graph belongs to. */
export const useAppMode = (): AppMode => useContext(ModeContext);
