import { isWorking, type Document, type DocumentAction } from "../data";

type Facts = Pick<Document, "display_status" | "archived" | "enabled" | "indexing_status">;

/** What can be done with a document in its state; the same rules as the server's. */
export function mayDo(document: Facts, action: DocumentAction): boolean {
  const working = isWorking(document) || document.display_status === "paused";
  switch (action) {
    case "enable":
      return !working && !document.archived && !document.enabled;
    case "disable":
      return !working && document.enabled && !document.archived;
    case "archive":
      return !working && !document.archived;
    case "un_archive":
      return !working && document.archived;
    case "pause":
      return isWorking(document);
    case "resume":
      return document.display_status === "paused";
    case "retry":
      return document.indexing_status === "error";
    case "delete":
      return true;
  }
}

/** Those of the chosen documents that an action can be done with; it is asked for these alone. */
export const those = (documents: readonly Document[], action: DocumentAction): Document[] =>
  documents.filter((document) => mayDo(document, action));

/** Whether chunks, values and the name can be changed. */
export const isFixed = (document: Facts) => document.archived || isWorking(document);
