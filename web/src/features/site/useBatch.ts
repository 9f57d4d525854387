import { useCallback, useEffect, useRef, useState } from "react";
import type { WebApi } from "@/api/web";
import type { Declaration } from "@/run/inputs";
import { inTurns, rowInputs, rowProblem, type BatchRow } from "./batch";
import { collect, resultText } from "./results";
import type { RunKind } from "./useRunOnce";

const WIDTH = 5;

/** Runs the rows of a table, several at a time; one that fails does not hold up the others. */
export function useBatch(api: WebApi, kind: RunKind, fields: readonly Declaration[]) {
  const [rows, setRows] = useState<BatchRow[]>([]);
  const [running, setRunning] = useState(false);
  const now = useRef<{ abort: AbortController; tasks: Set<string> } | null>(null);
  useEffect(() => () => now.current?.abort.abort(), []);
  useEffect(() => {
    if (!running) return;
    const leave = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", leave);
    return () => removeEventListener("beforeunload", leave);
  }, [running]);

  const patch = useCallback((number: number, change: Partial<BatchRow>) => {
    setRows((all) => all.map((row) => (row.number === number ? { ...row, ...change } : row)));
  }, []);

  const execute = useCallback(
    async (chosen: readonly BatchRow[]) => {
      if (now.current || chosen.length === 0) return;
      const mine = { abort: new AbortController(), tasks: new Set<string>() };
      now.current = mine;
      setRunning(true);
      for (const row of chosen) patch(row.number, { state: "waiting", error: "", result: "", seconds: null });
      await inTurns(chosen, WIDTH, async (row) => {
        if (mine.abort.signal.aborted) return;
        // What is not filled in correctly is told in the page's words, without asking the server.
        if (rowProblem(fields, row) !== null) {
          patch(row.number, { state: "failed" });
          return;
        }
        const began = performance.now();
        patch(row.number, { state: "running" });
        const control = { signal: mine.abort.signal };
        const body = { inputs: rowInputs(fields, row) };
        let task: string | null = null;
        try {
          const stream = kind === "workflow" ? api.run(body, control) : api.complete(body, control);
          const trace = await collect(stream, (id) => {
            task = id;
            mine.tasks.add(id);
          });
          const seconds = (performance.now() - began) / 1000;
          if (mine.abort.signal.aborted) patch(row.number, { state: "waiting" });
          else if (trace.status === "failed") patch(row.number, { state: "failed", error: trace.error ?? "", seconds });
          else patch(row.number, { state: "succeeded", result: resultText(trace), seconds });
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          patch(row.number, { state: "failed", error: message, seconds: (performance.now() - began) / 1000 });
        }
        if (task !== null) mine.tasks.delete(task);
      });
      if (now.current === mine) {
        now.current = null;
        setRunning(false);
      }
    },
    [api, kind, fields, patch],
  );

  const stop = useCallback(() => {
    const mine = now.current;
    if (!mine) return;
    mine.abort.abort();
    const end = kind === "workflow" ? api.stopRun : api.stopCompletion;
    for (const task of mine.tasks) void end(task).catch(() => undefined);
    now.current = null;
    setRunning(false);
    setRows((all) => all.map((row) => (row.state === "running" ? { ...row, state: "waiting" } : row)));
  }, [api, kind]);

  const clear = useCallback(() => {
    stop();
    setRows([]);
  }, [stop]);
  return { rows, setRows, running, execute, stop, clear };
}

export type Batch = ReturnType<typeof useBatch>;
