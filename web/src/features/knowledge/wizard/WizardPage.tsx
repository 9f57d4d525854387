import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Wizard } from "./Wizard";

/** A new knowledge base from documents. */
export default function WizardPage() {
  const { t } = useTranslation("knowledge");
  const { step } = useSearch({ from: "/console/knowledge/new" });
  const navigate = useNavigate({ from: "/knowledge/new" });
  return (
    <Wizard
      title={t("createTitle")}
      step={step ?? "source"}
      goTo={(next) => void navigate({ search: next === "process" ? { step: next } : {} })}
      onStarted={(datasetId, batch) =>
        void navigate({
          to: "/knowledge/$datasetId/documents/new",
          params: { datasetId },
          search: { batch, made: true },
          replace: true,
        })
      }
    />
  );
}
