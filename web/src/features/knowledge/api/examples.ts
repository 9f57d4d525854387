import type { Call } from "@/api/snippets";
import type { DocForm } from "../data";

export const OPERATIONS = [
  "retrieve",
  "documents",
  "createText",
  "createFile",
  "progress",
  "segments",
  "addSegments",
  "updateSegment",
  "metadata",
  "base",
  "deleteDocument",
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** What the examples are filled with: ids of what is there, else words that say what belongs there. */
export interface Facts {
  base: string;
  document: string;
  segment: string;
  form: DocForm;
  /** Whether nothing has decided yet how the base is indexed. */
  empty: boolean;
}

export function callOf(operation: Operation, { base, document, segment, form, empty }: Facts): Call {
  const root = `/datasets/${base}`;
  const pair = form === "qa_model";
  const first = empty ? { indexing_technique: "economy" } : {};
  switch (operation) {
    case "retrieve":
      return { method: "POST", path: `${root}/retrieve`, body: { query: "How long is the warranty?" } };
    case "documents":
      return { method: "GET", path: `${root}/documents?page=1&limit=20` };
    case "createText":
      return {
        method: "POST",
        path: `${root}/document/create-by-text`,
        body: {
          name: "Warranty",
          text: "The warranty lasts two years.",
          ...first,
          process_rule: { mode: "automatic" },
        },
      };
    case "createFile":
      return {
        method: "POST",
        path: `${root}/document/create-by-file`,
        form: { data: JSON.stringify({ ...first, process_rule: { mode: "automatic" } }) },
      };
    case "progress":
      return { method: "GET", path: `${root}/documents/BATCH/indexing-status` };
    case "segments":
      return { method: "GET", path: `${root}/documents/${document}/segments?page=1&limit=20` };
    case "addSegments":
      return {
        method: "POST",
        path: `${root}/documents/${document}/segments`,
        body: {
          segments: [
            pair
              ? { content: "How long is the warranty?", answer: "Two years.", keywords: ["warranty"] }
              : { content: "The warranty lasts two years.", keywords: ["warranty"] },
          ],
        },
      };
    case "updateSegment":
      return {
        method: "POST",
        path: `${root}/documents/${document}/segments/${segment}`,
        body: {
          segment: pair
            ? { content: "How long is the warranty?", answer: "Three years." }
            : { content: "The warranty lasts three years." },
        },
      };
    case "metadata":
      return { method: "GET", path: `${root}/metadata` };
    case "base":
      return { method: "GET", path: root };
    case "deleteDocument":
      return { method: "DELETE", path: `${root}/documents/${document}` };
  }
}
