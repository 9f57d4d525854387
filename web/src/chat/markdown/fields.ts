import type { Element, ElementContent } from "hast";

/** A value of a form in an answer. */
export type Value = string | boolean;

const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;
const TYPES = new Set([
  "text",
  "email",
  "number",
  "password",
  "time",
  "date",
  "datetime",
  "select",
  "checkbox",
  "hidden",
  "textarea",
]);

/** An attribute as text; absent ones are empty. */
export function attribute(node: Element, name: string): string {
  const value = node.properties[name];
  if (Array.isArray(value)) return value.join(" ");
  return value === undefined || value === null || value === false ? "" : String(value);
}

/** What is written inside an element, without its tags. */
export function textIn(node: Element): string {
  return node.children
    .map((child: ElementContent) =>
      child.type === "text" ? child.value : child.type === "element" ? textIn(child) : "",
    )
    .join("");
}

export interface FormField {
  name: string;
  type: string;
  node: Element;
  initial: Value;
}

/** A field that can be drawn and sent; null for types that do not exist and names that cannot be sent. */
export function fieldOf(node: Element): FormField | null {
  const type = node.tagName === "textarea" ? "textarea" : attribute(node, "type").toLowerCase() || "text";
  const name = attribute(node, "name");
  if (!TYPES.has(type) || !NAME.test(name)) return null;
  const written = type === "textarea" ? attribute(node, "value") || textIn(node) : attribute(node, "value");
  const initial = type === "checkbox" ? node.properties["checked"] === true || written === "true" : written;
  return { name, type, node, initial };
}

/** The fields of a form in their order. */
export function fieldsOf(node: Element): FormField[] {
  return node.children.flatMap((child) => {
    if (child.type !== "element") return [];
    if (child.tagName !== "input" && child.tagName !== "textarea") return fieldsOf(child);
    const field = fieldOf(child);
    return field ? [field] : [];
  });
}

/** The names of fields that labels are for. */
export function labelsOf(node: Element): string[] {
  return node.children.flatMap((child) => {
    if (child.type !== "element") return [];
    return child.tagName === "label" ? [attribute(child, "htmlFor")] : labelsOf(child);
  });
}

/** The choices of a select: a JSON array; anything else is none. */
export function optionsOf(node: Element): string[] {
  try {
    const read: unknown = JSON.parse(attribute(node, "dataOptions"));
    return Array.isArray(read) ? read.map(String) : [];
  } catch {
    return [];
  }
}

/** The message that a form sends: one JSON object, or a line for each value. */
export function messageOf(
  format: string,
  fields: readonly FormField[],
  values: Readonly<Record<string, Value>>,
): string {
  const entries = fields.map(({ name, initial }) => [name, values[name] ?? initial] as const);
  if (format.toLowerCase() === "json") return JSON.stringify(Object.fromEntries(entries));
  return entries.map(([name, value]) => `${name}: ${String(value)}`).join("\n");
}
