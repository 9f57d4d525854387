import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "./client";
import { consoleFetch } from "./http";
import { useScope } from "./query";
import type { Answer, Body, ImportRequest, paths } from "./types";

export type AppFilter = NonNullable<paths["/console/api/apps"]["get"]["parameters"]["query"]>;

export const appQuery = (scope: string, appId: string) =>
  queryOptions({
    queryKey: [scope, "app", appId],
    queryFn: () => take(client.GET("/console/api/apps/{app_id}", { params: { path: { app_id: appId } } })),
  });

export const useApp = (appId: string, enabled = true) => useQuery({ ...appQuery(useScope(), appId), enabled });

export function useApps(filter: AppFilter) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "apps", filter],
    queryFn: () => take(client.GET("/console/api/apps", { params: { query: filter } })),
    placeholderData: keepPreviousData,
  });
}

export const MODES = ["chat", "agent-chat", "completion", "advanced-chat", "workflow"] as const;

/** How many apps of each type a filter leaves, and how many in all. */
export function useModeCounts({ name, tag_ids, created_by_me }: AppFilter) {
  const scope = useScope();
  const filter: AppFilter = {
    limit: 1,
    ...(name && { name }),
    ...(tag_ids && { tag_ids }),
    ...(created_by_me && { created_by_me }),
  };
  return useQuery({
    queryKey: [scope, "apps", "counts", filter],
    queryFn: async () => {
      const count = async (mode: (typeof MODES)[number]) =>
        (await take(client.GET("/console/api/apps", { params: { query: { ...filter, mode } } }))).total;
      const counts = await Promise.all(MODES.map(count));
      const all = counts.reduce((sum, one) => sum + one, 0);
      return { all, ...Object.fromEntries(MODES.map((mode, index) => [mode, counts[index]])) } as Record<
        string,
        number
      >;
    },
    placeholderData: keepPreviousData,
  });
}

/** Stores a picture as the icon of an app. */
export async function uploadPicture(file: File): Promise<{ id: string; url: string }> {
  const body = new FormData();
  body.append("file", file);
  const answer = await consoleFetch("/console/api/files/upload", { method: "POST", body });
  const stored = (await answer.json()) as Answer<"/console/api/files/upload", "post">;
  return { id: stored.id, url: URL.createObjectURL(file) };
}

export function useAppChanges() {
  const scope = useScope();
  const queries = useQueryClient();
  const onSuccess = async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: [scope, "apps"] }),
      queries.invalidateQueries({ queryKey: [scope, "app"] }),
    ]);
  };
  return {
    create: useMutation({
      mutationFn: (body: Body<"/console/api/apps", "post">) => take(client.POST("/console/api/apps", { body })),
      onSuccess,
    }),
    update: useMutation({
      mutationFn: ({ id, ...body }: Body<"/console/api/apps/{app_id}", "patch"> & { id: string }) =>
        take(client.PATCH("/console/api/apps/{app_id}", { params: { path: { app_id: id } }, body })),
      onSuccess,
    }),
    copy: useMutation({
      mutationFn: ({ id, ...body }: Body<"/console/api/apps/{app_id}/copy", "post"> & { id: string }) =>
        take(client.POST("/console/api/apps/{app_id}/copy", { params: { path: { app_id: id } }, body })),
      onSuccess,
    }),
    convert: useMutation({
      mutationFn: ({ id, ...body }: Body<"/console/api/apps/{app_id}/convert-to-workflow", "post"> & { id: string }) =>
        take(client.POST("/console/api/apps/{app_id}/convert-to-workflow", { params: { path: { app_id: id } }, body })),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) => client.DELETE("/console/api/apps/{app_id}", { params: { path: { app_id: id } } }),
      onSuccess: () => queries.invalidateQueries({ queryKey: [scope, "apps"] }),
    }),
    setApi: useMutation({
      mutationFn: ({ id, enabled }: { id: string; enabled: boolean }) =>
        client.POST("/console/api/apps/{app_id}/api-enable", { params: { path: { app_id: id } }, body: { enabled } }),
      onSuccess,
    }),
    importFile: useMutation({
      mutationFn: (body: ImportRequest) => take(client.POST("/console/api/apps/imports", { body })),
      onSuccess,
    }),
    confirmImport: useMutation({
      mutationFn: (id: string) =>
        take(client.POST("/console/api/apps/imports/{import_id}/confirm", { params: { path: { import_id: id } } })),
      onSuccess,
    }),
  };
}

export function useDeleteEffects(appId: string) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "app", appId, "delete-effects"],
    queryFn: () =>
      take(client.GET("/console/api/apps/{app_id}/delete-effects", { params: { path: { app_id: appId } } })),
  });
}

/** The app as a file's text: as it is, or a published version of it. */
export const exportApp = async (appId: string, includeSecret: boolean, version?: string) =>
  (
    await take(
      client.GET("/console/api/apps/{app_id}/export", {
        params: {
          path: { app_id: appId },
          query: { include_secret: includeSecret, ...(version === undefined ? {} : { workflow_id: version }) },
        },
      }),
    )
  ).data;

/** Names of the app's secret environment variables. */
export function useSecretNames(appId: string) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "app", appId, "secrets"],
    queryFn: async () => {
      const draft = await take(
        client.GET("/console/api/apps/{app_id}/workflows/draft", { params: { path: { app_id: appId } } }),
      );
      return draft.environment_variables.flatMap((variable) =>
        variable.value_type === "secret" && typeof variable.name === "string" ? [variable.name] : [],
      );
    },
  });
}

export function useApiKeys(appId: string) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "app", appId, "api-keys"],
    queryFn: () => take(client.GET("/console/api/apps/{app_id}/api-keys", { params: { path: { app_id: appId } } })),
  });
}

export function useApiKeyChanges(appId: string) {
  const scope = useScope();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: [scope, "app", appId, "api-keys"] });
  return {
    create: useMutation({
      mutationFn: () =>
        take(client.POST("/console/api/apps/{app_id}/api-keys", { params: { path: { app_id: appId } } })),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (keyId: string) =>
        client.DELETE("/console/api/apps/{app_id}/api-keys/{key_id}", {
          params: { path: { app_id: appId, key_id: keyId } },
        }),
      onSuccess,
    }),
  };
}
