import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";

/** The colour families of nodes; a family is never told by its colour alone. */
export type Family = "io" | "model" | "knowledge" | "logic" | "data" | "tool" | "agent" | "human";

export type NodeData = Record<string, unknown>;

/** A way out of a node. `source` is the plain one. */
export interface Way {
  handle: string;
  label: string;
  kind: "plain" | "case" | "fail" | "timeout";
  /** Summary row the handle stands beside, from 0; without it the handle stands in the header. */
  row?: number;
}

/** One line of the settings of a node, as the read-only panel draws it. */
export type Field =
  | { label: string; kind: "text"; value: string }
  | { label: string; kind: "template"; value: string }
  | { label: string; kind: "variable"; value: readonly string[] }
  | { label: string; kind: "code"; value: string; language: string }
  | { label: string; kind: "switch"; value: boolean }
  | { label: string; kind: "rows"; value: readonly FieldRow[] }
  | { label: string; kind: "json"; value: unknown };

export interface FieldRow {
  name: string;
  type?: string;
  note?: string;
  selector?: readonly string[];
}

export interface NodeText {
  name: string;
  /** Labels of settings and of summary rows by key. */
  [key: string]: string;
}

export type Lang = "en" | "zh";

export interface SummaryProps {
  data: NodeData;
  text: NodeText;
  lang: Lang;
}

/** What the console knows of a node type; one per folder in `nodes/`. */
export interface NodeSpec {
  type: string;
  family: Family;
  icon: LucideIcon;
  text: { en: NodeText; zh: NodeText };
  /** Number of summary rows on the card, known without drawing it (at most four are drawn, cases apart). */
  rows: (data: NodeData) => number;
  /** Ways out besides the error ones; absent: the plain one. An empty list: no way out. */
  ways?: (data: NodeData, text: NodeText) => Way[];
  /** False for nodes that nothing can lead to. */
  entry?: boolean;
  Summary?: ComponentType<SummaryProps>;
  fields?: (data: NodeData, text: NodeText, lang: Lang) => Field[];
  outputs?: (data: NodeData) => FieldRow[];
}
