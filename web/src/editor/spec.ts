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
  /** Fields inside an object. */
  children?: readonly FieldRow[];
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

/** Changes the settings of a node; changes of one `field` within a second are one step to undo. */
export type ChangeNode = (change: (data: NodeData) => NodeData, options?: { field?: string }) => void;

export interface PanelProps {
  id: string;
  data: NodeData;
  change: ChangeNode;
  text: NodeText;
  lang: Lang;
  readOnly: boolean;
}

/** Groups of the node picker, in its order. */
export type Group = "basic" | "understand" | "logic" | "transform" | "tools";

/** What a new node of a type begins with, and where the picker shows it; `palette.ts` in the folder of the type. */
export interface Palette {
  group: Group;
  /** Position within the group. */
  order: number;
  help: Record<Lang, string>;
  /** More words that find it, for example an abbreviation or initials of its Chinese name. */
  words?: string;
  /** The kind of app it is for; absent: both. */
  only?: "workflow" | "advanced-chat";
  /** Only inside this kind of container. */
  inside?: "loop";
  data: NodeData;
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
  /** What it gives; `typeOf` tells the type of another variable, empty when it is not known. */
  outputs?: (data: NodeData, typeOf?: (selector: readonly string[]) => string) => FieldRow[];
}
