import type { ToolItem, ToolProvider } from "@/api/tools";
import type { FieldSchema, Values } from "@/forms/schema";

/** A credential declaration as a form field. */
export const credentialFields = (provider: ToolProvider): FieldSchema[] =>
  provider.credential_schema.map(({ name, default: value, ...field }) => ({
    ...field,
    variable: name,
    ...(value === null ? {} : { default: value }),
  }));

/** A parameter of a tool as a form field. */
export const parameterFields = (parameters: ToolItem["parameters"]): FieldSchema[] =>
  parameters.map((one) => ({
    variable: one.name,
    label: { en_US: one.name },
    type: one.type === "number" ? "float" : one.type,
    required: one.required,
    help: one.human_description,
    placeholder: one.placeholder,
    options: one.options,
    min: one.min,
    max: one.max,
    ...(one.default === null || one.default === undefined ? {} : { default: one.default as unknown }),
  }));

/** Credential values travel as texts. */
export const asTexts = (values: Values): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );

/** What a secret is sent as that stays as it is. */
export const KEEP = "[__HIDDEN__]";
