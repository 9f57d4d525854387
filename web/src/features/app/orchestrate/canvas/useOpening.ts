import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StoredDraft } from "@/api/drafts";
import { organize } from "@/editor/actions/nodes";
import type { Content } from "@/editor/content";
import { readGraph, type GraphDocument } from "@/editor/graph";
import { placeAll } from "@/editor/place";
import { langOf, shapesIn } from "@/nodes/registry";
import { contentOf } from "./useSaver";

export interface Opening {
  content: Content;
  document: GraphDocument;
}

/** A draft as the editor opens it; one without positions is laid out first, off the main thread. */
export function useOpening(draft: StoredDraft | undefined): Opening | null {
  const { i18n } = useTranslation();
  const lang = langOf(i18n.language);
  const id = draft?.id;
  const read = useMemo(() => {
    if (!draft) return null;
    const content = contentOf(draft);
    return { content, document: readGraph(content.graph, shapesIn(lang)) };
    // Only the first state of a draft is read here; later ones reach the editor by its saver.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [id]);
  const [placed, setPlaced] = useState<{ of: Opening; opening: Opening } | null>(null);
  useEffect(() => {
    if (!read?.document.unplaced) return;
    let gone = false;
    void placeAll(read.document).then((places) => {
      if (gone) return;
      const shapes = shapesIn(lang);
      const content = organize(places)(read.content, read.document, shapes);
      setPlaced({ of: read, opening: { content, document: readGraph(content.graph, shapes) } });
    });
    return () => {
      gone = true;
    };
  }, [read, lang]);
  if (!read?.document.unplaced) return read;
  return placed?.of === read ? placed.opening : null;
}
