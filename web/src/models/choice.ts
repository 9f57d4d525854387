import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useModelsOfType, type ModelKind, type ParameterRule } from "@/api/providers";
import type { Model } from "@/api/types";
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

/** Why a value is outside what a model takes, or null. */
export function outOfRange(rule: ParameterRule, value: unknown): boolean {
  if (typeof value !== "number") return false;
  return (typeof rule.min === "number" && value < rule.min) || (typeof rule.max === "number" && value > rule.max);
}
