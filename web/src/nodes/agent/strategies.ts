import { text, type Raw } from "@/editor/raw";

/** The strategies Tenon runs itself, by the names that nodes store. */
export const STRATEGIES = [
  { name: "function_calling", label: "FunctionCalling" },
  { name: "ReAct", label: "ReAct" },
] as const;
export const PROVIDER = "langgenius/agent/agent";
const OURS = new Set(["", "agent", "langgenius/agent", PROVIDER, "tenon", "tenon/agent"]);

/** The strategy of a node in our spelling; null for one of a plugin. */
export function strategyOf(data: Raw): string | null {
  if (!OURS.has(text(data["agent_strategy_provider_name"]).trim().toLowerCase())) return null;
  const key = text(data["agent_strategy_name"])
    .toLowerCase()
    .replace(/[^a-z]/g, "");
  if (key === "") return "";
  if (key === "functioncalling" || key === "functioncall") return "function_calling";
  return key === "react" || key === "cot" ? "ReAct" : null;
}

/** Under which name the rounds are stored. */
export const roundsName = (parameters: Raw): string =>
  ["maximum_iterations", "max_iterations", "max_iteration"].find((name) => name in parameters) ?? "maximum_iterations";

export const MOST_TOOLS = 10;
export const MOST_ROUNDS = 99;
