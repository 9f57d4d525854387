import { createStore } from "zustand";
import { takenWay } from "./walk";
import { isContainer } from "@/run/tree";
import { applyEvents } from "@/run/trace";
import { emptyTrace, type ParentOf, type Step, type Trace } from "@/run/state";
import type { NodeStatus, RunEvent } from "@/run/events";

/** What a card shows of a run. */
export interface NodeRun {
  status: NodeStatus | "skipped";
  elapsed: number | null;
  tokens: number;
  attempts: number;
  error: string | null;
  /** Way out that was taken; null: every plain one. */
  taken: string | null;
  /** Containers: rounds so far or in all, and the planned number. */
  rounds: number;
  length: number | null;
}

export interface RunState {
  trace: Trace;
  byNode: Record<string, NodeRun>;
  /** Round shown inside a container; absent: the newest. */
  shown: Record<string, number>;
  /** A past run is on the canvas. */
  replay: boolean;
  push: (event: RunEvent) => void;
  begin: () => void;
  end: (failure?: { message: string; code: string | null }) => void;
  show: (trace: Trace) => void;
  showRound: (node: string, round: number) => void;
  clear: () => void;
}

export type RunStore = ReturnType<typeof createRunStore>;

/** Events are applied at most once per frame, whatever their number; cards subscribe to their own record. */
export function createRunStore(parentOf: ParentOf, schedule: (apply: () => void) => void = nextFrame) {
  let waiting: RunEvent[] = [];
  let scheduled = false;
  return createStore<RunState>()((set, get) => {
    const flush = (): void => {
      scheduled = false;
      if (waiting.length === 0) return;
      const events = waiting;
      waiting = [];
      update(applyEvents(get().trace, events, parentOf));
    };
    const update = (trace: Trace, more: Partial<RunState> = {}): void => {
      const shown = more.shown ?? get().shown;
      set({ ...more, trace, byNode: nodeRuns(trace, shown, get().byNode) });
    };
    return {
      trace: emptyTrace(),
      byNode: {},
      shown: {},
      replay: false,
      push: (event) => {
        waiting.push(event);
        if (scheduled) return;
        scheduled = true;
        schedule(flush);
      },
      begin: () => {
        waiting = [];
        set({ trace: { ...emptyTrace(), status: "running" }, byNode: {}, shown: {}, replay: false });
      },
      end: (failure) => {
        flush();
        const { trace } = get();
        const open = trace.status === "running" || trace.status === "idle";
        const ended: Trace = { ...trace, ended: true };
        update(
          failure ? { ...ended, status: "failed", error: failure.message, errorCode: failure.code } : ended,
          open ? {} : undefined,
        );
      },
      show: (trace) => {
        waiting = [];
        update(trace, { shown: {}, replay: true });
      },
      showRound: (node, round) => {
        update(get().trace, { shown: { ...get().shown, [node]: round } });
      },
      clear: () => {
        waiting = [];
        set({ trace: emptyTrace(), byNode: {}, shown: {}, replay: false });
      },
    };
  });
}

function nextFrame(apply: () => void): void {
  // A hidden tab draws no frames; its run goes on all the same.
  if (document.hidden) setTimeout(apply, 100);
  else requestAnimationFrame(apply);
}

/** One record per node; records that say the same keep their identity, so their cards do not render again. */
export function nodeRuns(
  trace: Trace,
  shown: Record<string, number>,
  before: Record<string, NodeRun>,
): Record<string, NodeRun> {
  const found: Record<string, Step> = {};
  const rounds: Record<string, number> = {};
  for (const key of trace.order) {
    const step = trace.steps[key];
    if (!step) continue;
    if (step.place) {
      const container = trace.steps[step.place.container];
      const node = container?.nodeId ?? step.place.container;
      rounds[node] = Math.max(rounds[node] ?? 0, step.place.round + 1);
      const wanted = shown[node];
      if (wanted !== undefined && wanted !== step.place.round) continue;
    }
    found[step.nodeId] = step;
  }
  const runs: Record<string, NodeRun> = {};
  for (const [id, step] of Object.entries(found)) {
    const next: NodeRun = {
      status: step.status,
      elapsed: step.elapsed,
      tokens: step.tokens,
      attempts: step.attempts.length,
      error: step.error,
      taken: takenWay(step.type, step.status, step.outputs),
      rounds: isContainer(step.type) ? (rounds[id] ?? 0) : 0,
      length: step.length,
    };
    const old = before[id];
    runs[id] = old && same(old, next) ? old : next;
  }
  return runs;
}

function same(a: NodeRun, b: NodeRun): boolean {
  return (Object.keys(a) as (keyof NodeRun)[]).every((key) => a[key] === b[key]);
}
