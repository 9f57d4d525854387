import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { loadDraft } from "@/api/drafts";
import { useScope } from "@/api/query";
import type { RunRecord } from "@/api/runs";
import { loadVersion, useVersionChanges, type Version } from "@/api/versions";
import { readGraph } from "@/editor/graph";
import type { EditorStore } from "@/editor/store";
import { useExplain } from "@/i18n/useExplain";
import { langOf, shapesIn } from "@/nodes/registry";
import { toast } from "@/ui/toast";
import type { useDraftRun } from "../useDraftRun";
import type { Saver } from "./saver";
import { storedOf } from "./useSaver";

interface Parts {
  appId: string;
  editor: EditorStore;
  saver: Saver;
  debug: ReturnType<typeof useDraftRun>;
  /** Called once something else than the draft is on the canvas. */
  onShown: () => void;
}

/** What is on the canvas in place of the draft, and what takes the draft's place. */
export function useShown({ appId, editor, saver, debug, onShown }: Parts) {
  const { t, i18n } = useTranslation("orchestrate");
  const explain = useExplain();
  const scope = useScope();
  const queries = useQueryClient();
  const { restore: restoring } = useVersionChanges(appId);
  const [past, setPast] = useState<RunRecord | null>(null);
  const [version, setVersion] = useState<Version | null>(null);
  const [comparing, setComparing] = useState<Version | null>(null);
  const shapes = () => shapesIn(langOf(i18n.language));
  const guarded = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      toast.bad(explain(error).title);
    }
  };
  const put = (next: { past?: RunRecord; version?: Version; comparing?: Version }) => {
    setPast(next.past ?? null);
    setVersion(next.version ?? null);
    setComparing(next.comparing ?? null);
  };
  const back = () => {
    if (past === null && version === null && comparing === null) return;
    put({});
    debug.leave();
    editor.getState().visit(null);
  };
  const openPast = (run: RunRecord) =>
    guarded(async () => {
      const detail = await debug.replay(run.id);
      const graph = readGraph(detail.graph, shapes());
      if (graph.order.length > 0 && !graph.unplaced) editor.getState().visit(graph);
      put({ past: run });
      onShown();
    });
  const openVersion = (one: Version) =>
    guarded(async () => {
      const stored = await loadVersion(appId, one.id);
      debug.leave();
      editor.getState().visit(readGraph(stored.graph, shapes()));
      put({ version: one });
      onShown();
    });
  const compare = (one: Version) => {
    debug.leave();
    put({ comparing: one });
  };
  /** Have the server put something in the draft's place; the former draft is one step back. */
  const replaceDraft = async (act: () => Promise<unknown>): Promise<boolean> => {
    back();
    if (!(await saver.flush())) return false;
    await act();
    const stored = storedOf(await loadDraft(appId));
    editor.getState().edit("import", () => stored.content);
    saver.replace(stored);
    await queries.invalidateQueries({ queryKey: [scope, "app", appId] });
    return true;
  };
  const restore = (one: Version) =>
    guarded(async () => {
      if (await replaceDraft(() => restoring.mutateAsync(one.id))) toast.ok(t("versions.restored"));
    });
  return { past, version, comparing, back, openPast, openVersion, compare, restore, replaceDraft };
}
