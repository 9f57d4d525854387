import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Skeleton } from "@/ui";
import { useDataset } from "../data";
import { ProgressStep } from "./ProgressStep";
import { Wizard } from "./Wizard";

/** More documents for a knowledge base, and how far those are that were added last. */
export default function AddPage() {
  const { t } = useTranslation("knowledge");
  const { datasetId } = useParams({ from: "/console/knowledge/$datasetId/documents/new" });
  const { step, batch, made } = useSearch({ from: "/console/knowledge/$datasetId/documents/new" });
  const navigate = useNavigate({ from: "/knowledge/$datasetId/documents/new" });
  const base = useDataset(datasetId).data;
  if (!base) return <Skeleton className="m-6 h-64" />;
  if (batch) return <ProgressStep base={base} batch={batch} made={made === true} />;
  return (
    <Wizard
      title={t("addDocuments")}
      base={base}
      step={step ?? "source"}
      goTo={(next) => void navigate({ search: next === "process" ? { step: next } : {} })}
      onStarted={(_, started) => void navigate({ search: { batch: started }, replace: true })}
    />
  );
}
