import type { Credential, Model, Provider } from "@/api/types";
import type { FieldSchema } from "@/forms/schema";

/** A custom model with its credentials. */
export type CustomModel = Provider["custom_models"][number];

/** What credentials belong to: all predefined models of a provider, or one custom model. */
export type Scope = { provider: Provider; model?: Pick<Model, "model" | "model_type"> | undefined };

export const fieldsOf = ({ provider, model }: Scope): readonly FieldSchema[] =>
  (model ? provider.model_credential_schema : provider.provider_credential_schema)?.credential_form_schemas ?? [];

export const credentialsOf = ({ provider, model }: Scope): readonly Credential[] =>
  model ? (customOf(provider, model)?.credentials ?? []) : provider.credentials;

export const customOf = (provider: Provider, model: Pick<Model, "model" | "model_type">): CustomModel | undefined =>
  provider.custom_models.find((one) => one.model === model.model && one.model_type === model.model_type);

/** Providers of self-hosted servers have no key of their own: each model brings its address. */
export const hasOwnKey = (provider: Provider) =>
  (provider.provider_credential_schema?.credential_form_schemas.length ?? 0) > 0;

export const takesModels = (provider: Provider) => provider.configurate_methods.includes("customizable-model");

/** Its models are on the server itself: nothing is typed in. */
export const needsNoKey = (provider: Provider) =>
  provider.status === "active" && !hasOwnKey(provider) && !takesModels(provider);

/** Something of it is stored here, in use or not. */
export const isKnown = (provider: Provider) =>
  provider.status === "active" || provider.credentials.length > 0 || provider.custom_models.length > 0;
