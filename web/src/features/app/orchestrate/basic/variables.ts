import { isName, listOf, namesIn, promptsOf, rawOf, textOf, type Raw } from "./config";

export const KINDS = ["text-input", "paragraph", "select", "number", "checkbox", "external_data_tool"] as const;
export type VariableKind = (typeof KINDS)[number];

/** A variable of a basic app. `stored` is the record as it was read, so that unknown keys survive an edit. */
export interface Variable {
  kind: VariableKind;
  name: string;
  label: string;
  required: boolean;
  hidden: boolean;
  maxLength: number | null;
  options: string[];
  initial: unknown;
  extension: string;
  /** API-based variables are kept in a list of their own. */
  home: "form" | "external";
  stored: Raw;
}

const isKind = (text: string): text is VariableKind => (KINDS as readonly string[]).includes(text);

function read(kind: VariableKind, stored: Raw, home: Variable["home"]): Variable {
  return {
    kind,
    name: textOf(stored["variable"]),
    label: textOf(stored["label"]),
    required: stored["required"] === true,
    hidden: stored["hide"] === true,
    maxLength: typeof stored["max_length"] === "number" ? stored["max_length"] : null,
    options: Array.isArray(stored["options"]) ? stored["options"].map(String) : [],
    initial: stored["default"] ?? null,
    extension: textOf(rawOf(stored["config"])["api_based_extension_id"]),
    home,
    stored,
  };
}

/** The variables in order; kinds that this page cannot edit are left out of the list and kept in the file. */
export function variablesOf(config: Raw): Variable[] {
  const form = listOf(config["user_input_form"]).flatMap((item) => {
    const [kind, inner] = Object.entries(item)[0] ?? [];
    return kind !== undefined && isKind(kind) ? [read(kind, rawOf(inner), "form")] : [];
  });
  const external = listOf(config["external_data_tools"]).map((item) => read("external_data_tool", item, "external"));
  const named = new Set(form.map((one) => one.name));
  return [...form, ...external.filter((one) => !named.has(one.name))];
}

function written(variable: Variable): Raw {
  const { kind, name, label, required, hidden, maxLength, options, initial, extension, stored } = variable;
  const shared: Raw = { ...stored, variable: name, label: label || name };
  if (kind === "external_data_tool") {
    const config = { ...rawOf(stored["config"]), api_based_extension_id: extension };
    return { enabled: true, type: "api", icon: "", icon_background: "", ...shared, config };
  }
  const { max_length: _length, options: _options, default: _default, hide: _hide, ...rest } = shared;
  return {
    ...rest,
    required,
    ...(hidden ? { hide: true } : {}),
    ...(initial === null || initial === "" ? {} : { default: initial }),
    ...(kind === "select" ? { options } : {}),
    ...(maxLength !== null && (kind === "text-input" || kind === "paragraph") ? { max_length: maxLength } : {}),
  };
}

/** Put the variables back; records of kinds that the list does not show keep their places at the end. */
export function withVariables(config: Raw, variables: readonly Variable[]): Raw {
  const unknown = listOf(config["user_input_form"]).filter((item) => !isKind(Object.keys(item)[0] ?? ""));
  const form = variables.filter((one) => one.home === "form").map((one) => ({ [one.kind]: written(one) }));
  const external = variables.filter((one) => one.home === "external").map(written);
  return {
    ...config,
    user_input_form: [...form, ...unknown],
    ...(external.length > 0 || "external_data_tools" in config ? { external_data_tools: external } : {}),
  };
}

export function newVariable(kind: VariableKind, name: string): Variable {
  return {
    kind,
    name,
    label: "",
    required: kind !== "checkbox",
    hidden: false,
    maxLength: kind === "text-input" ? 48 : null,
    options: [],
    initial: null,
    extension: "",
    home: kind === "external_data_tool" ? "external" : "form",
    stored: {},
  };
}

export type NameProblem = "empty" | "shape" | "long" | "taken";

/** Names in prompts are at most 30 characters. */
export function nameProblem(name: string, others: readonly string[]): NameProblem | null {
  if (name.trim() === "") return "empty";
  if ([...name].length > 30) return "long";
  if (!isName(name)) return "shape";
  return others.includes(name) ? "taken" : null;
}

/** Names that prompts use and nothing declares. */
export function undeclared(config: Raw): string[] {
  const known = new Set(variablesOf(config).map((one) => one.name));
  return [...new Set(promptsOf(config).flatMap(namesIn))].filter((name) => !known.has(name));
}
