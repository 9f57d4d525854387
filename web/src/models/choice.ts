import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useModelsOfType, useProviders, useSetUpModels, type ModelKind, type ParameterRule } from "@/api/providers";
import type { Model, Provider } from "@/api/types";
import { wordsIn } from "@/forms/schema";

/** A model of a provider; ids of models may hold any sign, so the two are joined by one that no id holds. */
const SEPARATOR = "\u0000";
export const joined = (provider: string, model: string) => provider + SEPARATOR + model;
export function parted(value: string): { provider: string; model: string } {
  const [provider = "", model = ""] = value.split(SEPARATOR);
  return { provider, model };
}

/** Providers of imported apps may be named by their place in a registry, `vendor/plugin/provider`. */
const last = (provider: string) => provider.split("/").at(-1) ?? provider;

export interface Offer {
  provider: string;
  providerLabel: string;
  iconUrl: string;
  model: Model;
  label: string;
}

export function useOffers(kind: ModelKind) {
  const { i18n } = useTranslation();
  const query = useModelsOfType(kind);
  const offers = useMemo<Offer[]>(
    () =>
      (query.data?.data ?? []).flatMap((provider) =>
        provider.models.map((model) => ({
          provider: provider.provider,
          providerLabel: wordsIn(provider.label, i18n.language) || provider.provider,
          iconUrl: provider.icon_url,
          model,
          label: wordsIn(model.label, i18n.language) || model.model,
        })),
      ),
    [query.data, i18n.language],
  );
  return { offers, loading: query.isPending, error: query.error };
}

export function offerOf(offers: readonly Offer[], provider: string, name: string): Offer | undefined {
  return offers.find((one) => one.model.model === name && last(one.provider) === last(provider));
}

/** Why a model cannot be chosen, in the order in which it is told. */
export type Obstacle = "unknown" | "notSetUp" | "noCredential" | "switchedOff";
export interface Blocked extends Offer {
  obstacle: Obstacle;
}

const obstacleOf = (model: Model): Obstacle | undefined =>
  model.status !== "active" ? "noCredential" : model.enabled ? undefined : "switchedOff";

const offered = (provider: Provider, model: Model, language: string): Offer => ({
  provider: provider.provider,
  providerLabel: wordsIn(provider.label, language) || provider.provider,
  iconUrl: provider.icon_url,
  model,
  label: wordsIn(model.label, language) || model.model,
});

/** The models of set-up providers that cannot be used now, each with the reason. */
export function useBlocked(kind: ModelKind, wanted: boolean): readonly Blocked[] {
  const { i18n } = useTranslation();
  const { data } = useSetUpModels(wanted);
  return useMemo(
    () =>
      (data ?? []).flatMap(({ provider, models }) =>
        models.flatMap((model) => {
          const obstacle = model.model_type === kind && !model.deprecated ? obstacleOf(model) : undefined;
          return obstacle ? [{ ...offered(provider, model, i18n.language), obstacle }] : [];
        }),
      ),
    [data, kind, i18n.language],
  );
}

/** A chosen model: what is offered of it, or why it is not. One that is deprecated goes on working. */
export function useChosen(kind: ModelKind, provider: string, name: string) {
  const { i18n } = useTranslation();
  const { offers, loading, error } = useOffers(kind);
  const offer = name === "" ? undefined : offerOf(offers, provider, name);
  const missing = name !== "" && !offer && !loading && !error;
  const providers = useProviders(missing);
  const shelf = useSetUpModels(missing);
  if (!missing) return { offers, loading, offer, obstacle: undefined };
  const home = providers.data?.data.find((one) => last(one.provider) === last(provider));
  const found = shelf.data
    ?.find((one) => one.provider.provider === home?.provider)
    ?.models.find((model) => model.model === name && model.model_type === kind);
  if (home && found && !obstacleOf(found)) {
    return { offers, loading, offer: offered(home, found, i18n.language), obstacle: undefined };
  }
  const waiting = !providers.data || !shelf.data;
  const obstacle: Obstacle | undefined = waiting
    ? undefined
    : found
      ? obstacleOf(found)
      : home && home.status !== "active"
        ? "notSetUp"
        : "unknown";
  return { offers, loading: waiting && !providers.error && !shelf.error, offer: undefined, obstacle };
}

/** What a model can do, or null while nothing is known about it. */
export function abilities(offer: Offer | undefined) {
  const features: readonly string[] = offer?.model.features ?? [];
  const has = (...names: string[]) => names.some((name) => features.includes(name));
  return {
    known: offer !== undefined,
    vision: has("vision"),
    document: has("document"),
    audio: has("audio"),
    video: has("video"),
    tools: has("tool-call", "multi-tool-call", "stream-tool-call"),
  };
}

export const PRESETS = ["creative", "balanced", "precise"] as const;
export type Preset = (typeof PRESETS)[number];
const VALUES: Record<Preset, Record<string, number>> = {
  creative: { temperature: 0.8, top_p: 0.9, presence_penalty: 0.1, frequency_penalty: 0.1 },
  balanced: { temperature: 0.5, top_p: 0.85, presence_penalty: 0.2, frequency_penalty: 0.3 },
  precise: { temperature: 0.2, top_p: 0.75, presence_penalty: 0.5, frequency_penalty: 0.5 },
};

/** Parameters with those of a preset set, as far as the model has them. */
export function withPreset(params: Record<string, unknown>, rules: readonly ParameterRule[], preset: Preset) {
  const known = new Map(rules.map((rule) => [rule.name, rule]));
  const fits = Object.entries(VALUES[preset]).flatMap(([name, value]) => {
    const rule = known.get(name);
    return rule ? [[name, Math.min(rule.max ?? value, Math.max(rule.min ?? value, value))] as const] : [];
  });
  return { ...params, ...Object.fromEntries(fits) };
}

/** The preset whose values are set, if any. */
export function presetOf(params: Record<string, unknown>, rules: readonly ParameterRule[]): Preset | undefined {
  if (!takesPresets(rules)) return undefined;
  return PRESETS.find((preset) =>
    Object.entries(withPreset({}, rules, preset)).every(([name, value]) => params[name] === value),
  );
}

export const takesPresets = (rules: readonly ParameterRule[]) =>
  rules.some((rule) => Object.hasOwn(VALUES.balanced, rule.name));

/** Why a value is outside what a model takes, or null. */
export function outOfRange(rule: ParameterRule, value: unknown): boolean {
  if (typeof value !== "number") return false;
  return (typeof rule.min === "number" && value < rule.min) || (typeof rule.max === "number" && value > rule.max);
}
