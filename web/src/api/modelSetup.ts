import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "./client";
import { asTexts, type ModelRef } from "./providers";
import { useScope } from "./query";
import type { Answer, Body } from "./types";

const ROOT = "/console/api/workspaces/current/model-providers/{provider}/models";

export type LoadBalancing = Answer<`${typeof ROOT}/load-balancing`, "get">;
export type PoolEntry = LoadBalancing["entries"][number];
export type RemoteModel = Answer<`${typeof ROOT}/remote`, "post">["data"][number];

/** Which credentials the calls of a model go round, asked again while one of them rests. */
export function useLoadBalancing(provider: string, model: ModelRef) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "providers", provider, "balancing", model.model_type, model.model],
    queryFn: () => take(client.GET(`${ROOT}/load-balancing`, { params: { path: { provider }, query: model } })),
    refetchInterval: (query) => (query.state.data?.entries.some((one) => one.resting_seconds > 0) ? 5000 : false),
  });
}

export function useSetLoadBalancing(provider: string) {
  const scope = useScope();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Body<`${typeof ROOT}/load-balancing`, "put">) =>
      take(client.PUT(`${ROOT}/load-balancing`, { params: { path: { provider } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: [scope, "providers"] }),
  });
}

/** The models that a provider's server says it has; asked with these values, else with the credential in use. */
export function useRemoteModels(provider: string) {
  return useMutation({
    mutationFn: (credentials: Record<string, unknown> | undefined) =>
      take(
        client.POST(`${ROOT}/remote`, {
          params: { path: { provider } },
          body: credentials ? { credentials: asTexts(credentials), model: "*" } : {},
        }),
      ),
  });
}
