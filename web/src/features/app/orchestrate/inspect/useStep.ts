import { useCallback, useEffect, useRef, useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { debugKey, nodeInputs, runNode, type NodeInputs } from "@/api/debug";
import { useScope } from "@/api/query";
import { stopRun } from "@/api/runs";
import { complete, type Given } from "@/editor/inspect/needs";

/** What a run of one node is at. `form`: values are asked for; `failed`: it could not even be started. */
export interface StepState {
  node: string | null;
  phase: "idle" | "asking" | "form" | "running" | "failed";
  inputs: NodeInputs | null;
  error: unknown;
  lost: boolean;
}

export interface StepControl {
  state: StepState;
  /** Run a node; values are asked for when some are missing, or when `ask` says so. */
  begin: (node: string, ask?: boolean) => Promise<void>;
  run: (node: string, given: Given) => Promise<void>;
  stop: () => void;
  close: () => void;
}

/** The refusal that a run would meet with. */
const notAlone = (reason: string): Error =>
  Object.assign(new Error(reason), { code: "node_not_runnable_alone", status: 400, requestId: null });

const IDLE: StepState = { node: null, phase: "idle", inputs: null, error: null, lost: false };

/** Runs single nodes of the draft, one at a time. `save` brings the draft to the server first. */
export function useStep(appId: string, save: () => Promise<boolean>): StepControl {
  const scope = useScope();
  const queries = useQueryClient();
  const [state, setState] = useState<StepState>(IDLE);
  const abort = useRef<AbortController | null>(null);
  const task = useRef<string | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const run = useCallback(
    async (node: string, given: Given) => {
      abort.current?.abort();
      const control = new AbortController();
      abort.current = control;
      task.current = null;
      const here = () => abort.current === control;
      setState((old) => ({ ...IDLE, node, phase: "running", inputs: old.node === node ? old.inputs : null }));
      const onConnection = (connection: "open" | "lost") => {
        if (here()) setState((old) => ({ ...old, lost: connection === "lost" }));
      };
      try {
        for await (const event of runNode(appId, node, given, { signal: control.signal, onConnection })) {
          if (typeof event["task_id"] === "string") task.current = event["task_id"];
        }
        if (!here()) return;
        await queries.invalidateQueries({ queryKey: debugKey(scope, appId) });
        if (here()) setState(IDLE);
      } catch (error) {
        if (here() && !control.signal.aborted)
          setState((old) => ({ ...old, phase: old.inputs?.data?.length ? "form" : "failed", error, lost: false }));
      }
    },
    [appId, queries, scope],
  );

  const begin = useCallback(
    async (node: string, ask = false) => {
      abort.current?.abort();
      abort.current = null;
      setState({ ...IDLE, node, phase: "asking" });
      const keep = (change: Partial<StepState>) =>
        setState((old) => (old.node === node && old.phase === "asking" ? { ...old, ...change } : old));
      try {
        if (!(await save())) {
          keep(IDLE);
          return;
        }
        const inputs = await queries.fetchQuery(nodeInputs(scope, appId, node));
        if (!inputs.runnable) keep({ phase: "failed", error: notAlone(inputs.reason ?? ""), inputs });
        else if (ask || !complete(inputs.data ?? [])) keep({ phase: "form", inputs });
        else await run(node, {});
      } catch (error) {
        keep({ phase: "failed", error });
      }
    },
    [appId, queries, run, save, scope],
  );

  const stop = useCallback(() => {
    const control = abort.current;
    if (task.current === null) {
      control?.abort();
      setState(IDLE);
      return;
    }
    // The server ends the stream; when it does not, the page leaves it.
    void stopRun(appId, task.current).catch(() => control?.abort());
  }, [appId]);
  const close = useCallback(() => setState(IDLE), []);

  return { state, begin, run, stop, close };
}
