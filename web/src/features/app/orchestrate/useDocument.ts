import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { readGraph, type GraphDocument } from "@/editor/graph";
import { placeAll, withPlaces } from "@/editor/place";
import { langOf, shapesIn } from "@/nodes/registry";

/** A stored graph as a document; one without positions is laid out first, off the main thread. */
export function useDocument(graph: unknown): GraphDocument | null {
  const { i18n } = useTranslation();
  const lang = langOf(i18n.language);
  const read = useMemo(() => (graph === undefined ? null : readGraph(graph, shapesIn(lang))), [graph, lang]);
  const [placed, setPlaced] = useState<{ of: GraphDocument; document: GraphDocument } | null>(null);
  useEffect(() => {
    if (!read?.unplaced) return;
    let gone = false;
    void placeAll(read).then((places) => {
      if (!gone) setPlaced({ of: read, document: withPlaces(read, places) });
    });
    return () => {
      gone = true;
    };
  }, [read]);
  if (!read?.unplaced) return read;
  return placed?.of === read ? placed.document : null;
}
