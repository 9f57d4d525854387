import { featureOn, moderationOf, moderationProblem } from "../features/feature";
import { modelOf, type Raw } from "./config";
import { undeclared } from "./variables";

export type Problem = "noModel" | "moderation" | "undeclared";

/** What keeps a configuration from being published, and what is probably a slip. */
export function problemsOf(config: Raw): { errors: Problem[]; warnings: Problem[] } {
  const errors: Problem[] = [];
  if (modelOf(config).name === "") errors.push("noModel");
  if (featureOn(config, "moderation") && moderationProblem(moderationOf(config)) !== null) errors.push("moderation");
  return { errors, warnings: undeclared(config).length > 0 ? ["undeclared"] : [] };
}
