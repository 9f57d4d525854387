import { useQuery } from "@tanstack/react-query";
import { client, take } from "./client";
import { useScope } from "./query";
import type { Answer } from "./types";

export type ToolProvider = Answer<"/console/api/workspaces/current/tool-providers", "get">["data"][number];
export type ToolItem = ToolProvider["tools"][number];

/** Every tool that apps of the workspace can use, by who provides it. */
export function useToolProviders(enabled = true) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "tool-providers"],
    queryFn: () => take(client.GET("/console/api/workspaces/current/tool-providers")),
    enabled,
  });
}
