import { useQuery } from "@tanstack/react-query";
import { client, take } from "./client";
import { useScope } from "./query";

/** Knowledge bases to choose from, the first hundred by name. */
export function useBases() {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "datasets", "choices"],
    queryFn: () => take(client.GET("/console/api/datasets", { params: { query: { limit: 100 } } })),
  });
}
