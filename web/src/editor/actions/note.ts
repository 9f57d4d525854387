import { freshIds, mapData, withGraph, withNodes } from "../content";
import { writeNote } from "../note";
import type { Raw } from "../raw";
import type { Operation } from "../store";
import { rawNode, type Point } from "./shape";

export const THEMES = ["blue", "cyan", "green", "yellow", "pink", "violet"] as const;
export type Theme = (typeof THEMES)[number];

/** Put a note on the canvas. */
export function addNote(at: Point, author: string, made?: (id: string) => void): Operation {
  return (content) => {
    const [id = ""] = freshIds(content.graph, 1);
    const data: Raw = {
      type: "",
      title: "",
      desc: "",
      text: writeNote(""),
      theme: "yellow",
      author,
      showAuthor: true,
      width: 240,
      height: 120,
      selected: false,
    };
    made?.(id);
    const node = rawNode(id, data, { x: Math.round(at.x), y: Math.round(at.y) }, { width: 240, height: 120 });
    return withGraph(content, withNodes(content.graph, [{ ...node, type: "custom-note" }]));
  };
}

export function changeNote(id: string, change: Raw): Operation {
  return (content) =>
    withGraph(
      content,
      mapData(content.graph, id, (data) =>
        Object.entries(change).every(([key, value]) => data[key] === value) ? data : { ...data, ...change },
      ),
    );
}
