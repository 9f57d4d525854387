import { useQuery } from "@tanstack/react-query";

export interface Schema {
  type?: string | string[];
  format?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  additionalProperties?: Schema | boolean;
  $ref?: string;
}
interface Parameter {
  name: string;
  in: "query" | "path" | "header" | "cookie";
  required?: boolean;
  description?: string;
  schema?: Schema;
}
type Content = Record<string, { schema?: Schema; example?: unknown }>;
export interface OperationFacts {
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, { description?: string; content?: Content }>;
}
export interface ApiDescription {
  info: { title: string; version: string; description?: string };
  tags?: { name: string; description: string }[];
  paths: Record<string, Record<string, OperationFacts>>;
  components?: { schemas?: Record<string, Schema> };
}
export interface Operation {
  method: string;
  path: string;
  facts: OperationFacts;
}

/** The server's own description of its routes. */
export function useApiDescription() {
  return useQuery({
    queryKey: ["openapi"],
    queryFn: async ({ signal }): Promise<ApiDescription> => {
      const answer = await fetch("/openapi.json", { signal });
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      return (await answer.json()) as ApiDescription;
    },
    staleTime: Infinity,
  });
}

export const operationsOf = (told: ApiDescription): Operation[] =>
  Object.entries(told.paths).flatMap(([path, members]) =>
    Object.entries(members).map(([method, facts]) => ({ method: method.toUpperCase(), path, facts })),
  );

/** The operation that serves a concrete or templated path. */
export function findOperation(told: ApiDescription, method: string, path: string): Operation | undefined {
  const wanted = path.split("/");
  const found = Object.entries(told.paths).filter(([known, members]) => {
    const parts = known.split("/");
    return (
      members[method.toLowerCase()] !== undefined &&
      parts.length === wanted.length &&
      parts.every((part, index) => part.startsWith("{") || part === wanted[index])
    );
  });
  // A path without variables goes before one that fits by its variables.
  found.sort(([a], [b]) => a.split("{").length - b.split("{").length);
  const best = found[0];
  const facts = best?.[1][method.toLowerCase()];
  return best && facts ? { method, path: best[0], facts } : undefined;
}

export function resolve(told: ApiDescription, schema: Schema | undefined): Schema | undefined {
  let found = schema;
  for (let depth = 0; found?.$ref && depth < 8; depth++) {
    found = told.components?.schemas?.[found.$ref.split("/").at(-1) ?? ""];
  }
  return found;
}

/** How a schema is named in a table: `string`, `array of object`, `"a" | "b"`. */
export function typeName(told: ApiDescription, schema: Schema | undefined): string {
  const found = resolve(told, schema);
  if (!found) return "any";
  if (found.enum) return found.enum.map((value) => JSON.stringify(value)).join(" | ");
  const choices = found.anyOf ?? found.oneOf;
  if (choices) {
    const names = choices.map((choice) => typeName(told, choice)).filter((name) => name !== "null");
    return [...new Set(names)].join(" | ") || "null";
  }
  if (found.type === "array") return `array of ${typeName(told, found.items)}`;
  if (found.format === "uuid" || found.format === "binary") return found.format === "uuid" ? "uuid" : "file";
  return Array.isArray(found.type) ? found.type.join(" | ") : (found.type ?? "any");
}
