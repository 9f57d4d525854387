import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "./client";
import { useScope } from "./query";
import type { Answer, Body } from "./types";

const ROOT = "/console/api/apps/{app_id}";

export type SiteSettings = Answer<`${typeof ROOT}/site`, "get">;
export type SiteChange = Body<`${typeof ROOT}/site`, "patch">;

/** The published page of an app. */
export function useSiteSettings(appId: string) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "app", appId, "site"],
    queryFn: () => take(client.GET(`${ROOT}/site`, { params: { path: { app_id: appId } } })),
  });
}

/** Changes show at once on the page and wherever it is embedded. */
export function useSiteChanges(appId: string) {
  const scope = useScope();
  const queries = useQueryClient();
  const params = { path: { app_id: appId } };
  const onSuccess = () => queries.invalidateQueries({ queryKey: [scope, "app", appId] });
  return {
    update: useMutation({
      mutationFn: (body: SiteChange) => take(client.PATCH(`${ROOT}/site`, { params, body })),
      onSuccess,
    }),
    switch: useMutation({
      mutationFn: (enabled: boolean) => take(client.POST(`${ROOT}/site-enable`, { params, body: { enabled } })),
      onSuccess,
    }),
    reset: useMutation({ mutationFn: () => take(client.POST(`${ROOT}/site/reset-code`, { params })), onSuccess }),
  };
}
