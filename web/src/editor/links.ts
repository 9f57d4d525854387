import { isRecord } from "./content";
import type { GraphDocument } from "./graph";

/** Ids of the nodes whose variables a value names, in selectors or templates. */
export function namedIn(value: unknown, document: GraphDocument, found = new Set<string>()): Set<string> {
  if (typeof value === "string") {
    for (const match of value.matchAll(/\{\{#([^{}#.\n]+)\./g))
      if ((match[1] ?? "") in document.nodes) found.add(match[1] ?? "");
  } else if (Array.isArray(value)) {
    const [first] = value;
    if (typeof first === "string" && value.length > 1 && value.every((part) => typeof part === "string")) {
      if (first in document.nodes) found.add(first);
    }
    for (const one of value) if (typeof one !== "string" || one.includes("{{#")) namedIn(one, document, found);
  } else if (isRecord(value)) for (const one of Object.values(value)) namedIn(one, document, found);
  return found;
}

/** Whom a node takes values from, and who takes them from it. */
export function variableLinks(document: GraphDocument, id: string): { from: string; to: string }[] {
  const node = document.nodes[id];
  if (!node) return [];
  const sources = [...namedIn(node.data, document)].filter((other) => other !== id).map((from) => ({ from, to: id }));
  const users = document.order
    .filter((other) => other !== id && namedIn(document.nodes[other]?.data, document).has(id))
    .map((to) => ({ from: id, to }));
  return [...sources, ...users];
}
