const NOT_ALONE: ReadonlySet<string> = new Set([
  "answer",
  "datasource",
  "datasource-empty",
  "end",
  "human-input",
  "iteration-start",
  "knowledge-index",
  "loop-end",
  "loop-start",
  "start",
  "trigger-plugin",
  "trigger-schedule",
  "trigger-webhook",
]);

/** Whether a node of this type can be run without the others; the server has the last word. */
export const runsAlone = (type: string): boolean => type !== "" && !NOT_ALONE.has(type);
