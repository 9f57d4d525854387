import { useQuery } from "@tanstack/react-query";
import { client, take } from "./client";
import { useScope } from "./query";

/** The workspace's own services that apps may ask: moderation and values from outside. */
export function useExtensions() {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "extensions"],
    queryFn: () => take(client.GET("/console/api/workspaces/current/api-extensions")),
  });
}
