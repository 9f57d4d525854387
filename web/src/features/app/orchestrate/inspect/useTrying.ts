import { useState } from "react";
import type { RunStore } from "@/editor/runStore";
import type { EditorStore } from "@/editor/store";
import { useFresh } from "./useFresh";
import { useInspector } from "./useInspector";
import { useStep, type StepControl } from "./useStep";

export type NodeTab = "settings" | "lastRun";

/** Runs of single nodes and what is open of their results. */
export interface Trying {
  step: StepControl;
  tab: NodeTab;
  setTab: (tab: NodeTab) => void;
  /** Open a node's panel and run it. */
  runStep: (node: string) => void;
  inspecting: boolean;
  inspect: (open: boolean) => void;
}

interface Around {
  editor: EditorStore;
  runs: RunStore;
  save: () => Promise<boolean>;
  /** Of the draft that is stored. */
  hash: string;
}

export function useTrying(appId: string, { editor, runs, save, hash }: Around): Trying {
  const step = useStep(appId, save);
  const [tab, setTab] = useState<NodeTab>("settings");
  const [inspecting, inspect] = useInspector();
  useFresh(appId, runs, hash);
  const runStep = (node: string) => {
    editor.getState().open(node);
    setTab("lastRun");
    void step.begin(node);
  };
  return { step, tab, setTab, runStep, inspecting, inspect };
}
