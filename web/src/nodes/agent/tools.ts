import { list, record } from "@/editor/raw";
import type { NodeData } from "@/editor/spec";

/** Tools an agent node may use, as they are stored. */
export function agentTools(data: NodeData): unknown[] {
  return list(record(record(data["agent_parameters"])["tools"])["value"]);
}
