import { useCallback, useEffect, useRef, useState } from "react";
import type { StreamControl } from "@/api/sse";
import type { WebApi } from "@/api/web";
import { batched } from "@/chat/useChat";
import { applyEvents } from "@/run/trace";
import { emptyTrace, type Trace } from "@/run/state";
import type { RunEvent } from "@/run/events";

/** One run at a time; what it says is drawn at most once per frame. */
export function useRunOnce(api: WebApi) {
  const [trace, setTrace] = useState<Trace>(emptyTrace);
  const [busy, setBusy] = useState(false);
  const [lost, setLost] = useState(false);
  const current = useRef<{ abort: AbortController; task: string | null } | null>(null);
  useEffect(() => () => current.current?.abort.abort(), []);

  const begin = useCallback((open: (control: StreamControl) => AsyncIterable<unknown>) => {
    const mine = { abort: new AbortController(), task: null as string | null };
    current.current = mine;
    setBusy(true);
    setTrace({ ...emptyTrace(), status: "running" });
    const batch = batched((events) => setTrace((before) => applyEvents(before, events)));
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
    (inputs: Record<string, unknown>) => begin((control) => api.run({ inputs }, control)),
    [api, begin],
  );
  const resume = useCallback(() => {
    const left = /^#run=([\w-]+)$/.exec(location.hash)?.[1];
    if (left !== undefined) begin((control) => api.follow(left, control));
  }, [api, begin]);
  useEffect(() => {
    // eslint-disable-next-line react-hooks/set-state-in-effect -- takes up the run that the address names
    resume();
  }, [resume]);
  const stop = useCallback(() => {
    const mine = current.current;
    if (!mine) return;
    if (mine.task === null) mine.abort.abort();
    else api.stopRun(mine.task).catch(() => mine.abort.abort());
  }, [api]);
  const clear = useCallback(() => {
    current.current?.abort.abort();
    current.current = null;
    setBusy(false);
    setLost(false);
    setTrace(emptyTrace());
    remember(null);
  }, []);
  return { trace, busy, lost, run, resume, stop, clear };
}

/** The run stands in the address, so that a reload finds it again. */
function remember(run: string | null): void {
  history.replaceState(null, "", run === null ? location.pathname + location.search : `#run=${run}`);
}
