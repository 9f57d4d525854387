/** The configuration of a basic app (`model_config`): what is in it, and changes that keep everything else as it is. */
export type Raw = Record<string, unknown>;
export type BasicMode = "chat" | "completion" | "agent-chat";

export const isRaw = (value: unknown): value is Raw =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const rawOf = (value: unknown): Raw => (isRaw(value) ? value : {});
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
export const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
export const listOf = (value: unknown): Raw[] => (Array.isArray(value) ? value.filter(isRaw) : []);
export const isOn = (feature: unknown): boolean => rawOf(feature)["enabled"] === true;

/** The model an app asks, with its parameters. */
export interface ModelChoice {
  provider: string;
  name: string;
  mode: string;
  params: Raw;
}

export function modelOf(config: Raw): ModelChoice {
  const model = rawOf(config["model"]);
  return {
    provider: textOf(model["provider"]),
    name: textOf(model["name"]),
    mode: textOf(model["mode"]) || "chat",
    params: rawOf(model["completion_params"]),
  };
}

export function withModel(config: Raw, choice: ModelChoice): Raw {
  const model = { ...rawOf(config["model"]), provider: choice.provider, name: choice.name, mode: choice.mode };
  return { ...config, model: { ...model, completion_params: choice.params } };
}

/** Change one key of a nested object, for example `text_to_speech.voice`. */
export function patchIn(config: Raw, key: string, change: Raw): Raw {
  return { ...config, [key]: { ...rawOf(config[key]), ...change } };
}

/** Expert prompts of apps that other installations made: a list of messages, or one text with a history. */
export function isExpert(config: Raw): boolean {
  return config["prompt_type"] === "advanced";
}

/** Names of what is allowed in `{{…}}`; the same rule the server follows. */
const NAME = /^[\p{L}_\p{Extended_Pictographic}](?:[\p{L}\p{M}\p{N}_\p{Extended_Pictographic}]|\u200d|\ufe0f){0,99}$/u;
const USED = /\{\{\s*([^{}#\s]+)\s*\}\}/gu;

export const isName = (name: string): boolean => NAME.test(name);

/** Names that a text uses, each once, in order. */
export function namesIn(text: string): string[] {
  return [...new Set([...text.matchAll(USED)].map((match) => match[1] ?? ""))].filter(isName);
}

/** Every text of the configuration in which variables may stand. */
export function promptsOf(config: Raw): string[] {
  const chat = listOf(rawOf(config["chat_prompt_config"])["prompt"]).map((one) => textOf(one["text"]));
  const completion = textOf(rawOf(rawOf(config["completion_prompt_config"])["prompt"])["text"]);
  return isExpert(config) ? [...chat, completion] : [textOf(config["pre_prompt"])];
}

/** Rename a variable in every text that uses it. */
export function renameIn(config: Raw, from: string, to: string): Raw {
  const swap = (text: string) => text.replace(USED, (whole, name: string) => (name === from ? `{{${to}}}` : whole));
  const deep = (value: unknown): unknown => {
    if (typeof value === "string") return swap(value);
    if (Array.isArray(value)) return value.map(deep);
    return isRaw(value) ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, deep(one)])) : value;
  };
  const keys = ["pre_prompt", "chat_prompt_config", "completion_prompt_config", "opening_statement"];
  const changed = Object.fromEntries(keys.filter((key) => key in config).map((key) => [key, deep(config[key])]));
  return {
    ...config,
    ...changed,
    ...("suggested_questions" in config ? { suggested_questions: deep(config["suggested_questions"]) } : {}),
    ...(config["dataset_query_variable"] === from ? { dataset_query_variable: to } : {}),
  };
}

/** Whether two values are the same whatever the order of their keys. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, at) => same(one, b[at]));
  if (!isRaw(a) || !isRaw(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => same(a[key], b[key]));
}

/** Keys of the configuration in which two states differ. */
export function changedKeys(before: Raw, after: Raw): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => !same(before[key], after[key]));
}

export interface Merge {
  config: Raw;
  /** Keys that only the other side changed. */
  taken: string[];
  /** Keys that both changed differently; `config` holds ours. */
  clashes: string[];
}

/** Bring what somebody else saved together with what was changed here since `base`. */
export function merge(base: Raw, ours: Raw, theirs: Raw): Merge {
  const result: Merge = { config: { ...ours }, taken: [], clashes: [] };
  for (const key of changedKeys(base, theirs)) {
    if (same(ours[key], theirs[key])) continue;
    if (same(base[key], ours[key])) {
      result.taken.push(key);
      if (key in theirs) result.config[key] = theirs[key];
      else delete result.config[key];
    } else result.clashes.push(key);
  }
  return result;
}
