/** The pages of an app with the names of their texts; the console's start knows only where this list is. */
export const orchestrate = [
  () => import("./OrchestrateRoute"),
  ...(["orchestrate", "canvas", "editor", "run", "chat", "annotations", "models"] as const),
] as const;
export const api = [() => import("./api/ApiAccessPage"), "app", "reference"] as const;
export const annotations = [() => import("./annotations/AnnotationsPage"), "annotations", "basic", "models"] as const;
export const logs = [
  () => import("./logs/LogsPage"),
  ...(["logs", "annotations", "basic", "chat", "canvas", "orchestrate", "run"] as const),
] as const;
export const overview = [() => import("./overview/OverviewPage"), "overview", "app"] as const;
