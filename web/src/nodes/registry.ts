import { CircleHelp } from "lucide-react";
import { lazy, type ComponentType, type LazyExoticComponent } from "react";
import type { Shapes } from "@/editor/graph";
import type { Lang, NodeSpec, NodeText, Palette, PanelProps } from "@/editor/spec";

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

const palettes = import.meta.glob<{ palette: Palette }>("./*/palette.ts", { eager: true });
const folderOf = (path: string): string => path.split("/")[1] ?? "";

/** The types a person can add, by type. */
export const paletteOf: Readonly<Record<string, Palette>> = Object.fromEntries(
  Object.entries(palettes).map(([path, { palette }]) => [folderOf(path), palette]),
);

type Panel = ComponentType<PanelProps>;
const panelFiles = import.meta.glob<{ Panel: Panel }>("./*/Panel.tsx");
const panels: Record<string, LazyExoticComponent<Panel>> = Object.fromEntries(
  Object.entries(panelFiles).map(([path, load]) => [
    folderOf(path),
    lazy(() => load().then(({ Panel }) => ({ default: Panel }))),
  ]),
);

/** The settings form of a type, loaded when it is first drawn; null: the type has none. */
export const panelOf = (type: string): LazyExoticComponent<Panel> | null => panels[type] ?? null;
