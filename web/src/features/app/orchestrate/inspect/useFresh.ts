import { useEffect } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { debugKey } from "@/api/debug";
import { useScope } from "@/api/query";
import type { RunStore } from "@/editor/runStore";

/** Milliseconds that values may lag behind a run. */
const LAG = 600;

/** Has values and last runs read again while a run goes on, at its end, and when another draft was saved. */
export function useFresh(appId: string, runs: RunStore, hash: string): void {
  const scope = useScope();
  const queries = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void queries.invalidateQueries({ queryKey: debugKey(scope, appId) });
      }, LAG);
    };
    const off = runs.subscribe((state, old) => {
      if (state.trace !== old.trace && !state.replay && state.trace.runId !== null) later();
    });
    return () => {
      off();
      clearTimeout(timer);
    };
  }, [appId, queries, runs, scope]);
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: debugKey(scope, appId) });
  }, [appId, hash, queries, scope]);
}
