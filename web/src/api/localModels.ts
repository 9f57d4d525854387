import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "./client";
import { useScope } from "./query";
import type { Answer, Body } from "./types";

const ROOT = "/console/api/workspaces/current/local-models";
export type LocalServer = Answer<`${typeof ROOT}/search`, "post">["data"][number];

/** Model servers that answer on this machine; looked for once when somebody who may set up models comes by. */
export function useLocalServers(enabled: boolean) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "providers", "local"],
    queryFn: () => take(client.POST(`${ROOT}/search`)),
    enabled,
    staleTime: 300_000,
    refetchOnWindowFocus: false,
    retry: false,
  });
}

export function useTakeLocalModels() {
  const scope = useScope();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Body<typeof ROOT, "post">) => take(client.POST(ROOT, { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: [scope, "providers"] }),
  });
}
