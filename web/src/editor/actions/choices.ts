import { langOf, nodeTypes, paletteOf, specOf } from "@/nodes/registry";
import type { GraphDocument } from "../graph";
import type { Group, Lang } from "../spec";
import type { AppMode } from "../useNode";
import { parentOfSpot, type Spot } from "./add";

/** Why a type cannot be added at a place; texts under `blocked` of the canvas. */
export type Blocked = "otherMode" | "onlyInLoop" | "notInside" | "noWayOn" | "container" | "already";

export interface Choice {
  type: string;
  name: string;
  help: string;
  group: Group;
  blocked: Blocked | null;
  /** Everything a search looks at, lower case. */
  search: string;
}

const GROUPS: readonly Group[] = ["basic", "understand", "logic", "transform", "tools"];
const ENDS = new Set(["end", "loop-end"]);

/** Every type a person can add, or that a node (`replace`) can become, in the order of the picker, with the reason
 * where one cannot be had. */
export function choices(
  document: GraphDocument,
  spot: Spot,
  mode: AppMode,
  language: string,
  replace?: string,
): Choice[] {
  const lang: Lang = langOf(language);
  const parent = parentOfSpot(document, spot);
  const frame = parent === null ? null : (document.nodes[parent]?.type ?? null);
  const present = replace === undefined ? undefined : document.nodes[replace]?.type;
  return nodeTypes
    .filter((type) => type in paletteOf)
    .map((type) => {
      const palette = paletteOf[type];
      const { text } = specOf(type);
      return {
        type,
        name: text[lang].name,
        help: palette?.help[lang] ?? "",
        group: palette?.group ?? "tools",
        order: palette?.order ?? 0,
        blocked:
          (present === undefined ? undefined : blockedChange(type, present)) ?? blockedHere(type, mode, frame, spot),
        search: [text.en.name, text.zh.name, palette?.help.en, palette?.help.zh, palette?.words, type]
          .join(" ")
          .toLowerCase(),
      };
    })
    .sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) || a.order - b.order);
}

/** Containers hold nodes: a node does not become one. */
function blockedChange(type: string, present: string): Blocked | undefined {
  if (type === "iteration" || type === "loop") return "container";
  return type === present && type !== "tool" ? "already" : undefined;
}

function blockedHere(type: string, mode: AppMode, frame: string | null, spot: Spot): Blocked | null {
  const palette = paletteOf[type];
  if (palette?.only !== undefined && palette.only !== mode) return "otherMode";
  if (palette?.inside !== undefined && frame !== palette.inside) return "onlyInLoop";
  if (type === "end" && frame !== null) return "notInside";
  return ENDS.has(type) && spot.kind === "on" ? "noWayOn" : null;
}

/** Those whose words are all found; a name that begins with the search comes first. */
export function found(all: readonly Choice[], query: string): Choice[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...all];
  const rank = (one: Choice): number => (one.name.toLowerCase().startsWith(words[0] ?? "") ? 0 : 1);
  return all.filter((one) => words.every((word) => one.search.includes(word))).sort((a, b) => rank(a) - rank(b));
}
