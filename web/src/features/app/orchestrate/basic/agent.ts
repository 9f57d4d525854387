import type { ToolItem, ToolProvider } from "@/api/tools";
import { listOf, patchIn, rawOf, textOf, type Raw } from "./config";

export const MOST_TOOLS = 10;
export const MOST_ROUNDS = 99;

/** A tool of an agent; `stored` keeps what this page does not know. */
export interface AgentTool {
  providerId: string;
  providerType: string;
  name: string;
  label: string;
  enabled: boolean;
  /** Values that the builder fixed, by parameter; the model fills the others. */
  fixed: Raw;
  /** What the model is told instead of the tool's own description. */
  description: string;
  stored: Raw;
}

const isTool = (item: Raw) => typeof item["tool_name"] === "string";

export function toolsOf(config: Raw): AgentTool[] {
  return listOf(rawOf(config["agent_mode"])["tools"])
    .filter(isTool)
    .map((stored) => ({
      providerId: textOf(stored["provider_id"]) || textOf(stored["provider_name"]),
      providerType: textOf(stored["provider_type"]) || "builtin",
      name: textOf(stored["tool_name"]),
      label: textOf(stored["tool_label"]) || textOf(stored["tool_name"]),
      enabled: stored["enabled"] !== false,
      fixed: rawOf(stored["tool_parameters"]),
      description: textOf(rawOf(stored["extra"])["description"]),
      stored,
    }));
}

function written(tool: AgentTool): Raw {
  const { extra: _, ...rest } = tool.stored;
  const extra = { ...rawOf(tool.stored["extra"]), description: tool.description };
  if (tool.description === "") delete (extra as Raw)["description"];
  return {
    ...rest,
    provider_id: tool.providerId,
    provider_type: tool.providerType,
    provider_name: textOf(tool.stored["provider_name"]) || tool.providerId,
    tool_name: tool.name,
    tool_label: tool.label,
    enabled: tool.enabled,
    tool_parameters: tool.fixed,
    ...(Object.keys(extra).length > 0 ? { extra } : {}),
  };
}

/** Put the tools back; entries of other shapes (knowledge of older files) keep their places at the end. */
export function withTools(config: Raw, tools: readonly AgentTool[]): Raw {
  const others = listOf(rawOf(config["agent_mode"])["tools"]).filter((item) => !isTool(item));
  return patchIn(config, "agent_mode", { enabled: true, tools: [...tools.map(written), ...others] });
}

export function newTool(provider: ToolProvider, tool: ToolItem, label: string): AgentTool {
  const parameters = tool.parameters.map((one) => one as Raw);
  const preset = parameters.filter(
    (one) => one["form"] === "form" && one["default"] !== undefined && one["default"] !== null,
  );
  return {
    providerId: provider.id,
    providerType: provider.type,
    name: tool.name,
    label,
    enabled: true,
    fixed: Object.fromEntries(preset.map((one) => [textOf(one["name"]), one["default"]])),
    description: "",
    stored: { provider_name: provider.name },
  };
}

const tail = (id: string) => id.split("/").at(-1) ?? id;

/** Where a tool comes from now; null parts when it is gone. */
export function found(providers: readonly ToolProvider[], tool: AgentTool) {
  const names = new Set([tool.providerId, textOf(tool.stored["provider_name"])].filter(Boolean).map(tail));
  const provider = providers.find(
    (one) => one.type === tool.providerType && (names.has(tail(one.id)) || names.has(tail(one.name))),
  );
  return { provider, item: provider?.tools.find((one) => one.name === tool.name) };
}

export type Strategy = "function_call" | "react";

/** Models that call functions are asked that way, others think and act in words. */
export const strategyFor = (callsTools: boolean): Strategy => (callsTools ? "function_call" : "react");

export function strategyOf(config: Raw): Strategy {
  const stored = textOf(rawOf(config["agent_mode"])["strategy"]);
  return stored === "react" || stored === "cot" || stored === "react_router" ? "react" : "function_call";
}

export function roundsOf(config: Raw): number {
  const stored = rawOf(config["agent_mode"])["max_iteration"];
  return typeof stored === "number" ? stored : 10;
}
