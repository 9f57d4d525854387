import { useCallback, useEffect, useRef, useState } from "react";
import type { StreamControl } from "@/api/sse";
import type { WebApi } from "@/api/web";
import { batched } from "@/chat/useChat";
import { applyEvents } from "@/run/trace";
import { emptyTrace, type Trace } from "@/run/state";
import type { RunEvent } from "@/run/events";

export type RunKind = "workflow" | "completion";
type Opener = (control: StreamControl) => AsyncIterable<unknown>;

/** One run at a time; what it says is drawn at most once per frame. Only a workflow's run is found again by its address. */
export function useRunOnce(api: WebApi, kind: RunKind, onEvents?: (events: readonly RunEvent[]) => void) {
  const [trace, setTrace] = useState<Trace>(emptyTrace);
  const [busy, setBusy] = useState(false);
  const [lost, setLost] = useState(false);
  const current = useRef<{ abort: AbortController; task: string | null } | null>(null);
  const heard = useRef(onEvents);
  useEffect(() => {
    heard.current = onEvents;
  });
  useEffect(() => () => current.current?.abort.abort(), []);

  const begin = useCallback((open: Opener) => {
    const mine = { abort: new AbortController(), task: null as string | null };
    current.current = mine;
    setBusy(true);
    setTrace({ ...emptyTrace(), status: "running" });
    const batch = batched((events) => {
      heard.current?.(events);
      setTrace((before) => applyEvents(before, events));
    });
    const onConnection = (state: "open" | "lost") => {
      if (current.current === mine) setLost(state === "lost");
    };
    const follow = async () => {
      for await (const event of open({ signal: mine.abort.signal, onConnection })) {
        const known = event as unknown as RunEvent;
        mine.task = known.task_id ?? mine.task;
        if (known.event === "workflow_started") remember(known.data.id);
        batch.push(known);
      }
    };
    void follow()
      .catch((error: unknown) => {
        batch.flush();
        const code = error instanceof Error && "code" in error ? String(error.code) : null;
        const message = error instanceof Error ? error.message : String(error);
        setTrace((before) => ({ ...before, status: "failed", error: message, errorCode: code }));
      })
      .finally(() => {
        batch.flush();
        if (current.current !== mine) return;
        current.current = null;
        setBusy(false);
        setLost(false);
        setTrace((before) => ({
          ...before,
          ended: true,
          status: before.status === "running" ? "stopped" : before.status,
        }));
      });
  }, []);
  const run = useCallback(
    (body: Record<string, unknown>) =>
      begin((control) => (kind === "workflow" ? api.run(body, control) : api.complete(body, control))),
    [api, begin, kind],
  );
  const resume = useCallback(() => {
    const left = kind === "workflow" ? /^#run=([\w-]+)$/.exec(location.hash)?.[1] : undefined;
    if (left !== undefined) begin((control) => api.follow(left, control));
  }, [api, begin, kind]);
  useEffect(() => {
    // eslint-disable-next-line react-hooks/set-state-in-effect -- takes up the run that the address names
    resume();
  }, [resume]);
  const stop = useCallback(() => {
    const mine = current.current;
    if (!mine) return;
    const end = kind === "workflow" ? api.stopRun : api.stopCompletion;
    if (mine.task === null) mine.abort.abort();
    else end(mine.task).catch(() => mine.abort.abort());
  }, [api, kind]);
  const clear = useCallback(() => {
    current.current?.abort.abort();
    current.current = null;
    setBusy(false);
    setLost(false);
    setTrace(emptyTrace());
    remember(null);
  }, []);
  return { trace, busy, lost, begin, run, resume, stop, clear };
}

/** The run stands in the address, so that a reload finds it again. */
function remember(run: string | null): void {
  history.replaceState(null, "", run === null ? location.pathname + location.search : `#run=${run}`);
}
