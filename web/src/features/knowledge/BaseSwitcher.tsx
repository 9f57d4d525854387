import { useNavigate } from "@tanstack/react-router";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Combobox } from "@/ui";
import { kindOf } from "./facts";
import { useDatasets, type Dataset } from "./data";

/** The name of the open knowledge base; opens a searchable list of the others. */
export function BaseSwitcher({ base, className }: { base: Dataset; className?: string }) {
  const { t } = useTranslation("knowledge");
  return (
    <div className={className ?? ""}>
      <Switcher base={base} label={t("switch")} kind={t(`kind.${kindOf(base)}`)} />
    </div>
  );
}

function Switcher({ base, label, kind }: { base: Dataset; label: string; kind: string }) {
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  return (
    <Combobox
      ariaLabel={label}
      value={base.id}
      options={useOthers(base, open)}
      panelClassName="w-72"
      onOpenChange={setOpen}
      onValueChange={(datasetId) => void navigate({ to: "/knowledge/$datasetId/documents", params: { datasetId } })}
      trigger={
        <button
          type="button"
          aria-label={`${base.name} · ${label}`}
          title={base.name}
          className="flex w-full min-w-0 items-center gap-1 rounded-control px-1 py-0.5 text-left hover:bg-hover"
        >
          <span className="min-w-0 flex-1">
            <span className="block truncate text-base font-semibold">{base.name}</span>
            <span className="block text-meta text-fg-3">{kind}</span>
          </span>
          <ChevronDown aria-hidden size={12} className="shrink-0 text-fg-3" />
        </button>
      }
    />
  );
}

/** Asked for when the list is opened. */
function useOthers(base: Dataset, open: boolean) {
  const all = useDatasets({ limit: 100 }, open).data?.data ?? [base];
  return all.map((one) => ({ value: one.id, text: one.name, hint: one.document_count }));
}
