import { getBezierPath, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { useEditor, useRun } from "../context";
import type { NodeRun, RunState } from "../runStore";
import type { FlowEdge } from "./flow";

export type EdgeState = "idle" | "taken" | "running" | "untaken";

/** The path and a wide invisible one to hit, nothing else: with hundreds of edges every element counts. */
export const Wire = memo(function Wire(props: EdgeProps<FlowEdge>) {
  const { id, source, target, sourceHandleId, data } = props;
  const state = useRun((run) => edgeState(run, source, target, sourceHandleId ?? "source"));
  const selected = useEditor((editor) => editor.edge === id);
  const mark = useEditor((editor) => editor.marks[id]);
  const [path] = getBezierPath(props);
  return (
    <>
      <path
        className="wire"
        d={path}
        data-state={state}
        data-fail={data?.fail || undefined}
        data-selected={selected || undefined}
        data-mark={mark}
        fill="none"
      />
      <path className="wire-hit" d={path} fill="none" />
    </>
  );
});

export function edgeState(run: RunState, source: string, target: string, handle: string): EdgeState {
  const { status } = run.trace;
  if (status === "idle") return "idle";
  const from = run.byNode[source];
  const to = run.byNode[target];
  // The start of a round has no execution of its own.
  const passed = from === undefined ? to !== undefined && source.endsWith("start") : wentOut(from, handle);
  if (passed && to) return to.status === "running" || to.status === "retry" ? "running" : "taken";
  return status === "running" ? "idle" : "untaken";
}

function wentOut(run: NodeRun, handle: string): boolean {
  if (run.status === "running" || run.status === "failed" || run.status === "skipped") return false;
  return run.taken === null ? handle !== "fail-branch" : run.taken === handle;
}
