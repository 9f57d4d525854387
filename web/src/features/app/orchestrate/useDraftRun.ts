import { useCallback, useEffect, useRef, useState } from "react";
import { followRun, loadRun, runDraft, stopRun } from "@/api/runs";
import type { RunStore } from "@/editor/runStore";
import type { ParentOf } from "@/run/state";
import type { RunEvent } from "@/run/events";
import { traceOfRun } from "@/run/tree";

/** Runs a workflow's draft into the run store, and brings past runs back into it. */
export function useDraftRun(appId: string, store: RunStore, parentOf: ParentOf) {
  const [busy, setBusy] = useState(false);
  const [lost, setLost] = useState(false);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const follow = useCallback(
    async (events: (signal: AbortController) => AsyncIterable<unknown>) => {
      abort.current?.abort();
      const control = new AbortController();
      abort.current = control;
      setBusy(true);
      store.getState().begin();
      try {
        for await (const event of events(control)) store.getState().push(event as RunEvent);
        if (!control.signal.aborted) store.getState().end();
      } catch (error) {
        if (control.signal.aborted) return;
        const code = error instanceof Error && "code" in error ? String(error.code) : null;
        store.getState().end({ message: error instanceof Error ? error.message : String(error), code });
      } finally {
        if (abort.current === control) {
          abort.current = null;
          setBusy(false);
          setLost(false);
        }
      }
    },
    [store],
  );
  const onConnection = useCallback((state: "open" | "lost") => setLost(state === "lost"), []);

  const run = useCallback(
    (inputs: Record<string, unknown>, version?: string) => {
      const body = { inputs, ...(version === undefined ? {} : { workflow_id: version }) };
      return follow((control) => runDraft(appId, false, body, { signal: control.signal, onConnection }));
    },
    [appId, follow, onConnection],
  );

  const stop = useCallback(() => {
    const { taskId } = store.getState().trace;
    const control = abort.current;
    if (taskId === null) {
      control?.abort();
      return;
    }
    // The server ends the stream with what it has; when it does not, the page leaves it.
    void stopRun(appId, taskId).catch(() => control?.abort());
  }, [appId, store]);

  /** Put a past run on the canvas; one that still runs is followed to its end. */
  const replay = useCallback(
    async (runId: string) => {
      const { run: record, executions } = await loadRun(appId, runId);
      abort.current?.abort();
      if (record.status === "running") {
        void follow((control) => followRun(appId, runId, 0, { signal: control.signal, onConnection }));
      } else {
        store.getState().show(traceOfRun(record, executions, parentOf));
      }
      return record;
    },
    [appId, store, parentOf, follow, onConnection],
  );

  /** Take up the newest run again after its connection was given up. */
  const reconnect = useCallback(() => {
    const { runId } = store.getState().trace;
    if (runId === null) return;
    void follow((control) => followRun(appId, runId, 0, { signal: control.signal, onConnection }));
  }, [appId, store, follow, onConnection]);

  const leave = useCallback(() => {
    abort.current?.abort();
    store.getState().clear();
  }, [store]);

  return { busy, lost, run, stop, replay, reconnect, leave };
}
