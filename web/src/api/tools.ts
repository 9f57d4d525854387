import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "./client";
import { useScope } from "./query";
import type { Answer, Body } from "./types";

const ROOT = "/console/api/workspaces/current/tool-providers";

export type ToolProvider = Answer<typeof ROOT, "get">["data"][number];
export type ToolItem = ToolProvider["tools"][number];
export type ToolCredential = ToolProvider["credentials"][number];
export type ApiProvider = Answer<`${typeof ROOT}/api/{provider_id}`, "get">;
export type ApiProviderBody = Body<`${typeof ROOT}/api`, "post">;
export type ParsedApi = Answer<`${typeof ROOT}/api/parse`, "post">;
export type ApiOperation = ParsedApi["operations"][number];
export type WorkflowTool = Answer<`${typeof ROOT}/workflow`, "post">;
export type WorkflowToolBody = Body<`${typeof ROOT}/workflow`, "post">;

/** Every tool that apps of the workspace can use, by who provides it. */
export function useToolProviders(enabled = true) {
  const scope = useScope();
  return useQuery({ queryKey: [scope, "tool-providers"], queryFn: () => take(client.GET(ROOT)), enabled });
}

function useRefresh() {
  const scope = useScope();
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: [scope, "tool-providers"] });
}

type Credentials = Record<string, string>;

/** Credentials of a shipped provider. The server tries them before it stores them. */
export function useToolCredentials(provider: string) {
  const onSuccess = useRefresh();
  const path = { provider };
  return {
    /** Creates without an id. */
    save: useMutation({
      mutationFn: ({ id, ...body }: { id?: string | undefined; name: string; credentials: Credentials }) =>
        id
          ? client.PATCH(`${ROOT}/builtin/{provider}/credentials/{credential_id}`, {
              params: { path: { provider, credential_id: id } },
              body,
            })
          : client.POST(`${ROOT}/builtin/{provider}/credentials`, { params: { path }, body }),
      onSuccess,
    }),
    check: useMutation({
      mutationFn: ({ id, credentials }: { id?: string | undefined; credentials: Credentials }) =>
        take(
          client.POST(`${ROOT}/builtin/{provider}/credentials/validate`, {
            params: { path, ...(id ? { query: { credential_id: id } } : {}) },
            body: { credentials },
          }),
        ),
    }),
    use: useMutation({
      mutationFn: (id: string) =>
        client.POST(`${ROOT}/builtin/{provider}/credentials/{credential_id}/use`, {
          params: { path: { provider, credential_id: id } },
        }),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) =>
        client.DELETE(`${ROOT}/builtin/{provider}/credentials/{credential_id}`, {
          params: { path: { provider, credential_id: id } },
        }),
      onSuccess,
    }),
  };
}

export function useApiProvider(id: string | undefined) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "tool-providers", "api", id],
    queryFn: () => take(client.GET(`${ROOT}/api/{provider_id}`, { params: { path: { provider_id: id ?? "" } } })),
    enabled: id !== undefined,
    gcTime: 0,
  });
}

export function useApiTools() {
  const onSuccess = useRefresh();
  return {
    parse: useMutation({
      mutationFn: (body: Body<`${typeof ROOT}/api/parse`, "post">) => take(client.POST(`${ROOT}/api/parse`, { body })),
    }),
    fetch: useMutation({ mutationFn: (url: string) => take(client.POST(`${ROOT}/api/remote`, { body: { url } })) }),
    /** Creates without an id. */
    save: useMutation({
      mutationFn: ({ id, ...body }: ApiProviderBody & { id?: string | undefined }) =>
        id
          ? take(client.PATCH(`${ROOT}/api/{provider_id}`, { params: { path: { provider_id: id } }, body }))
          : take(client.POST(`${ROOT}/api`, { body })),
      onSuccess,
    }),
    test: useMutation({
      mutationFn: (body: Body<`${typeof ROOT}/api/test`, "post">) => take(client.POST(`${ROOT}/api/test`, { body })),
    }),
    remove: useMutation({
      mutationFn: (id: string) => client.DELETE(`${ROOT}/api/{provider_id}`, { params: { path: { provider_id: id } } }),
      onSuccess,
    }),
  };
}

/** The tool that a workflow app is; null when it is none. */
export function useToolOfApp(appId: string, enabled = true) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "tool-providers", "workflow", appId],
    queryFn: async () =>
      (await take(client.GET(`${ROOT}/workflow`, { params: { query: { app_id: appId } } }))).data[0] ?? null,
    enabled,
  });
}

export type StartField = { name: string; label: string; type: string; required: boolean };

const record = (value: unknown) =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown) => (typeof value === "string" ? value : "");

/** The start form of an app's published version, which are the parameters of its tool; null before the first. */
export function usePublishedForm(appId: string, enabled: boolean) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "app", appId, "published-form"],
    queryFn: async (): Promise<StartField[] | null> => {
      const versions = await take(
        client.GET("/console/api/apps/{app_id}/workflows", { params: { path: { app_id: appId } } }),
      );
      const latest = versions.data.find((one) => one.latest);
      if (!latest) return null;
      const version = await take(
        client.GET("/console/api/apps/{app_id}/workflows/{workflow_id}", {
          params: { path: { app_id: appId, workflow_id: latest.id } },
        }),
      );
      const start = list(record(version.graph)["nodes"])
        .map((node) => record(record(node)["data"]))
        .find((data) => data["type"] === "start");
      return list(start?.["variables"]).map((one) => {
        const field = record(one);
        const name = text(field["variable"]);
        return {
          name,
          label: text(field["label"]) || name,
          type: text(field["type"]),
          required: field["required"] === true,
        };
      });
    },
    enabled,
  });
}

export function useWorkflowTools() {
  const onSuccess = useRefresh();
  return {
    create: useMutation({
      mutationFn: (body: WorkflowToolBody) => take(client.POST(`${ROOT}/workflow`, { body })),
      onSuccess,
    }),
    change: useMutation({
      mutationFn: ({ id, ...body }: Body<`${typeof ROOT}/workflow/{tool_id}`, "patch"> & { id: string }) =>
        take(client.PATCH(`${ROOT}/workflow/{tool_id}`, { params: { path: { tool_id: id } }, body })),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) => client.DELETE(`${ROOT}/workflow/{tool_id}`, { params: { path: { tool_id: id } } }),
      onSuccess,
    }),
  };
}
