import { Link } from "@tanstack/react-router";
import { ExternalLink } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useBases } from "@/api/bases";
import type { RetrieverResource } from "@/run/events";

/** Leads from a source of an answer to its chunk, for those who may see the knowledge base. */
function ChunkLink({ source }: { source: RetrieverResource }) {
  const { t } = useTranslation("app");
  const bases = useBases();
  const { dataset_id, document_id, segment_id } = source;
  if (!dataset_id || !document_id || !bases.data?.some((one) => one.id === dataset_id)) return null;
  return (
    <Link
      to="/knowledge/$datasetId/documents/$documentId"
      params={{ datasetId: dataset_id, documentId: document_id }}
      {...(segment_id ? { hash: `segment=${segment_id}` } : {})}
      target="_blank"
      className="inline-flex shrink-0 items-center gap-1 font-normal"
    >
      {t("toChunk")}
      <ExternalLink aria-hidden size={12} />
    </Link>
  );
}

export const chunkLink = (source: RetrieverResource) => <ChunkLink source={source} />;
