import { CircleHelp } from "lucide-react";
import type { Shapes } from "@/editor/graph";
import type { Lang, NodeSpec, NodeText } from "@/editor/spec";

const found = import.meta.glob<{ spec: NodeSpec }>("./*/index.ts", { eager: true });

const specs: Record<string, NodeSpec> = Object.fromEntries(Object.values(found).map(({ spec }) => [spec.type, spec]));

/** What is drawn for a type this version does not know: its name stays, nothing of it is lost. */
const unknown: NodeSpec = {
  type: "",
  family: "tool",
  icon: CircleHelp,
  text: { en: { name: "Unknown type" }, zh: { name: "未知类型" } },
  rows: () => 0,
};

export function specOf(type: string): NodeSpec {
  return specs[type] ?? unknown;
}

export function isKnown(type: string): boolean {
  return type in specs;
}

export const nodeTypes = Object.keys(specs);

export function nodeText(type: string, lang: Lang): NodeText {
  return specOf(type).text[lang];
}

export function langOf(language: string): Lang {
  return language.startsWith("zh") ? "zh" : "en";
}

/** What `readGraph` has to know of node types, with labels in one language. */
export function shapesIn(lang: Lang): Shapes {
  return {
    rows: (data, type) => specOf(type).rows(data),
    ways: (data, type) =>
      specOf(type).ways?.(data, nodeText(type, lang)) ?? [{ handle: "source", label: "", kind: "plain" }],
    entry: (type) => specOf(type).entry !== false,
  };
}
