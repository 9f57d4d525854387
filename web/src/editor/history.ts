import type { Content } from "./content";

/** What a change is called in the list of changes; texts under `change` of the canvas. */
export type ChangeName =
  | "add"
  | "connect"
  | "disconnect"
  | "reconnect"
  | "remove"
  | "duplicate"
  | "paste"
  | "cut"
  | "move"
  | "resize"
  | "align"
  | "organize"
  | "settings"
  | "rename"
  | "retype"
  | "note"
  | "wrap"
  | "variables"
  | "features"
  | "import";

export interface Step {
  name: ChangeName;
  /** The node or variable it was about, for the list. */
  about: string;
  /** Changes with the same mark within a second are one step. */
  merge: string | null;
  at: number;
  before: Content;
  after: Content;
}

export const LIMIT = 200;
const MERGE_WITHIN = 1000;

/** The steps after one more; what was undone is gone. */
export function pushed(past: readonly Step[], step: Step): Step[] {
  const last = past.at(-1);
  if (last && step.merge !== null && last.merge === step.merge && step.at - last.at <= MERGE_WITHIN) {
    return [...past.slice(0, -1), { ...step, before: last.before }];
  }
  return [...past, step].slice(-LIMIT);
}
