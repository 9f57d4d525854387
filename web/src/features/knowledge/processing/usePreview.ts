import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { client, take } from "@/api/client";
import { useScope } from "@/api/query";
import type { PreviewRequest } from "../data";
import { previewKey, processRule, ruleProblems, type Settings } from "./settings";

/** What can be previewed: an uploaded file, or a text. */
export type PreviewSource = { key: string; name: string; uploadId?: string; text?: string };
const PAUSE_MS = 500;

type Wanted = { key: string; body: PreviewRequest };

function wantedOf(source: PreviewSource, settings: Settings, datasetId: string | undefined): Wanted {
  return {
    key: `${source.key} ${previewKey(settings)}`,
    body: {
      doc_form: settings.form,
      doc_language: settings.language,
      process_rule: processRule(settings),
      name: source.name,
      ...(datasetId && { dataset_id: datasetId }),
      ...(source.uploadId && { upload_id: source.uploadId }),
      ...(source.text !== undefined && { text: source.text }),
    },
  };
}

/**
 * The chunks that the rules give for a source. They follow the rules after a short pause; pairs, which cost tokens,
 * only when they are asked for.
 */
export function usePreview(source: PreviewSource, settings: Settings, most: number, datasetId?: string) {
  const scope = useScope();
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const now = wantedOf(source, settings, datasetId);
  const sound = ruleProblems(settings, most).length === 0;
  const byItself = sound && settings.form !== "qa_model";
  const first = wanted === null;
  useEffect(() => {
    if (!byItself) return;
    const timer = setTimeout(() => setWanted(wantedOf(source, settings, datasetId)), first ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
    // The key says when rules or source differ.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [now.key, byItself]);
  const query = useQuery({
    queryKey: [scope, "preview", wanted?.key],
    queryFn: () => take(client.POST("/console/api/datasets/preview", { body: (wanted as Wanted).body })),
    enabled: wanted !== null,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  });
  const current = wanted?.key === now.key;
  return {
    data: query.data,
    error: current ? query.error : null,
    /** The shown chunks belong to other rules. */
    stale: query.data !== undefined && (!current || query.isPlaceholderData),
    loading: query.isFetching,
    sound,
    ask: () => {
      if (!sound) return;
      if (current) void query.refetch();
      else setWanted(now);
    },
  };
}
