import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "./client";
import { useScope } from "./query";
import type { Answer, Model } from "./types";

const ROOT = "/console/api/workspaces/current/model-providers";

export function useProviders(enabled = true) {
  const scope = useScope();
  return useQuery({ queryKey: [scope, "providers"], queryFn: () => take(client.GET(ROOT)), enabled });
}

/** All models of the providers that are set up, usable or not. */
export function useSetUpModels(enabled: boolean) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "providers", "set-up"],
    queryFn: async () => {
      const { data } = await take(client.GET(ROOT));
      const known = data.filter(
        (one) => one.credentials.length > 0 || one.custom_models.some((model) => !model.removed),
      );
      return Promise.all(
        known.map(async (provider) => ({
          provider,
          models: (
            await take(client.GET(`${ROOT}/{provider}/models`, { params: { path: { provider: provider.provider } } }))
          ).data,
        })),
      );
    },
    enabled,
  });
}

export function useModels(provider: string, enabled = true) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "providers", provider, "models"],
    queryFn: () => take(client.GET(`${ROOT}/{provider}/models`, { params: { path: { provider } } })),
    enabled,
  });
}

/** Models of one kind that can be used now, by provider. */
export function useModelsOfType(modelType: ModelKind) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "providers", "by-type", modelType],
    queryFn: () =>
      take(
        client.GET("/console/api/workspaces/current/models/model-types/{model_type}", {
          params: { path: { model_type: modelType } },
        }),
      ),
  });
}

export function useDefaultModels() {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "providers", "defaults"],
    queryFn: () => take(client.GET("/console/api/workspaces/current/default-models")),
  });
}

type Values = Record<string, unknown>;
export type ModelKind = Model["model_type"];
export type ModelRef = { model: string; model_type: ModelKind };

/** Credential values travel as texts. */
export const asTexts = (values: Values) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );

export function useProviderChanges(provider: string) {
  const scope = useScope();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: [scope, "providers"] });
  const path = { provider };
  return {
    /** Creates without an id. The server validates with a real call before it stores. */
    saveCredential: useMutation({
      mutationFn: ({ id, name, credentials }: { id?: string; name?: string; credentials: Values }) => {
        const body = { credentials: asTexts(credentials), ...(name ? { name } : {}) };
        return id
          ? client.PATCH(`${ROOT}/{provider}/credentials/{credential_id}`, {
              params: { path: { provider, credential_id: id } },
              body,
            })
          : client.POST(`${ROOT}/{provider}/credentials`, { params: { path }, body });
      },
      onSuccess,
    }),
    /** Asks the vendor without storing anything; secrets that are not sent are those of `id`. */
    checkCredential: useMutation({
      mutationFn: ({ id, credentials, ...model }: Partial<ModelRef> & { id?: string; credentials: Values }) =>
        take(
          client.POST(`${ROOT}/{provider}/credentials/validate`, {
            params: { path },
            body: { ...model, credentials: asTexts(credentials), ...(id ? { credential_id: id } : {}) },
          }),
        ),
    }),
    removeCredential: useMutation({
      mutationFn: (id: string) =>
        client.DELETE(`${ROOT}/{provider}/credentials/{credential_id}`, {
          params: { path: { provider, credential_id: id } },
        }),
      onSuccess,
    }),
    useCredential: useMutation({
      mutationFn: (id: string) =>
        client.POST(`${ROOT}/{provider}/credentials/{credential_id}/use`, {
          params: { path: { provider, credential_id: id } },
        }),
      onSuccess,
    }),
    /** Asked when the one in use is refused, or not any more. */
    standIn: useMutation({
      mutationFn: ({ id, stand_in }: { id: string; stand_in: boolean }) =>
        client.PATCH(`${ROOT}/{provider}/credentials/{credential_id}`, {
          params: { path: { provider, credential_id: id } },
          body: { stand_in },
        }),
      onSuccess,
    }),
    addModel: useMutation({
      mutationFn: ({
        credentials,
        ...model
      }: ModelRef & { credentials: Values; name?: string; credential_id?: string }) =>
        client.POST(`${ROOT}/{provider}/models`, {
          params: { path },
          body: { ...model, credentials: asTexts(credentials) },
        }),
      onSuccess,
    }),
    switchModel: useMutation({
      mutationFn: (body: ModelRef & { enabled: boolean }) =>
        client.PATCH(`${ROOT}/{provider}/models`, { params: { path }, body }),
      onSuccess,
    }),
    removeModel: useMutation({
      mutationFn: (body: ModelRef) => client.DELETE(`${ROOT}/{provider}/models`, { params: { path }, body }),
      onSuccess,
    }),
    testModel: useMutation({
      mutationFn: (body: ModelRef) => take(client.POST(`${ROOT}/{provider}/models/test`, { params: { path }, body })),
    }),
  };
}

export function useSetDefaultModels() {
  const scope = useScope();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (data: Record<string, { provider: string; model: string } | null>) =>
      take(client.POST("/console/api/workspaces/current/default-models", { body: { data } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: [scope, "providers"] }),
  });
}

export type ParameterRule = Answer<
  "/console/api/workspaces/current/model-providers/{provider}/models/parameter-rules",
  "get"
>["data"][number];

/** Which parameters a model takes; empty while no model is chosen. */
export function useParameterRules(provider: string, model: string) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "providers", provider, "rules", model],
    queryFn: () =>
      take(
        client.GET(`${ROOT}/{provider}/models/parameter-rules`, {
          params: { path: { provider }, query: { model } },
        }),
      ),
    enabled: provider !== "" && model !== "",
    staleTime: 300_000,
  });
}
