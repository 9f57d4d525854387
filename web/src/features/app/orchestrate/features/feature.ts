import { isOn, isRaw, rawOf, textOf, textsOf, type Raw } from "../basic/config";

/** The toolkit of an app, the same for every type that has the part. */
export const FEATURES = [
  "opener",
  "followUps",
  "moreLikeThis",
  "speech",
  "listening",
  "citations",
  "moderation",
  "annotation",
] as const;
export type Feature = (typeof FEATURES)[number];

export const KEYS: Record<Exclude<Feature, "opener">, string> = {
  followUps: "suggested_questions_after_answer",
  moreLikeThis: "more_like_this",
  speech: "text_to_speech",
  listening: "speech_to_text",
  citations: "retriever_resource",
  moderation: "sensitive_word_avoidance",
  annotation: "annotation_reply",
};

/** Which parts an app of a type has. */
export function featuresOf(mode: string): Feature[] {
  if (mode === "completion") return ["moreLikeThis", "speech", "moderation"];
  if (mode === "workflow") return [];
  return ["opener", "followUps", "speech", "listening", "citations", "moderation", "annotation"];
}

/** Whether a part is on; citations are on unless they were switched off. */
export function featureOn(features: Raw, feature: Feature): boolean {
  if (feature === "opener") {
    return textOf(features["opening_statement"]) !== "" || textsOf(features["suggested_questions"]).length > 0;
  }
  const stored = features[KEYS[feature]];
  if (feature === "citations") return !isRaw(stored) || stored["enabled"] !== false;
  return isOn(stored);
}

export const MODERATORS = ["keywords", "openai_moderation", "api"] as const;
export type Moderator = (typeof MODERATORS)[number];
export const LONGEST_PRESET = 100;
export const MOST_QUESTIONS = 10;
export const LONGEST_PROMPT = 1000;

export interface Moderation {
  type: Moderator;
  keywords: string;
  extension: string;
  input: { enabled: boolean; preset: string };
  output: { enabled: boolean; preset: string };
}

const side = (value: unknown) => ({ enabled: isOn(value), preset: textOf(rawOf(value)["preset_response"]) });

export function moderationOf(features: Raw): Moderation {
  const stored = rawOf(features[KEYS.moderation]);
  const config = rawOf(stored["config"]);
  const type = MODERATORS.find((one) => one === stored["type"]) ?? "keywords";
  return {
    type,
    keywords: textOf(config["keywords"]),
    extension: textOf(config["api_based_extension_id"]),
    input: side(config["inputs_config"]),
    output: side(config["outputs_config"]),
  };
}

export function withModeration(features: Raw, next: Moderation): Raw {
  const stored = rawOf(features[KEYS.moderation]);
  const config = rawOf(stored["config"]);
  const { keywords: _, api_based_extension_id: __, ...rest } = config;
  return {
    ...features,
    [KEYS.moderation]: {
      ...stored,
      type: next.type,
      config: {
        ...rest,
        ...(next.type === "keywords" ? { keywords: next.keywords } : {}),
        ...(next.type === "api" ? { api_based_extension_id: next.extension } : {}),
        inputs_config: { enabled: next.input.enabled, preset_response: next.input.preset },
        outputs_config: { enabled: next.output.enabled, preset_response: next.output.preset },
      },
    },
  };
}

export type ModerationProblem = "noSide" | "noWords" | "manyWords" | "noExtension" | "noPreset" | "longPreset";

/** What keeps moderation from being published, or null. */
export function moderationProblem(one: Moderation): ModerationProblem | null {
  const sides = [one.input, one.output].filter((side) => side.enabled);
  if (sides.length === 0) return "noSide";
  const words = one.keywords.split("\n").filter((word) => word.trim() !== "");
  if (one.type === "keywords" && words.length === 0) return "noWords";
  if (one.type === "keywords" && (words.length > 100 || words.some((word) => [...word].length > 100)))
    return "manyWords";
  if (one.type === "api") return one.extension === "" ? "noExtension" : null;
  if (sides.some((side) => side.preset.trim() === "")) return "noPreset";
  return sides.some((side) => [...side.preset].length > LONGEST_PRESET) ? "longPreset" : null;
}

/** Languages that speech is offered in. */
export const SPOKEN = [
  "zh-Hans",
  "en-US",
  "ja-JP",
  "ko-KR",
  "fr-FR",
  "de-DE",
  "es-ES",
  "pt-BR",
  "it-IT",
  "ru-RU",
  "vi-VN",
  "th-TH",
] as const;
