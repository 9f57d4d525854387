import { Archive, ArchiveRestore, CircleSlash, Download, RotateCw, Tags, Trash2, Zap } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Button, toast } from "@/ui";
import type { Document, DocumentAction } from "../data";
import { isFixed, those } from "./actions";
import { download } from "./download";

type Props = {
  datasetId: string;
  chosen: readonly Document[];
  busy: boolean;
  onAct: (action: DocumentAction, documents: readonly Document[]) => void;
  onMetadata: (documents: readonly Document[]) => void;
  onCancel: () => void;
};

const ICONS: Partial<Record<DocumentAction, React.ReactNode>> = {
  enable: <Zap size={14} />,
  disable: <CircleSlash size={14} />,
  archive: <Archive size={14} />,
  un_archive: <ArchiveRestore size={14} />,
  retry: <RotateCw size={14} />,
};
const MOST_DOWNLOADS = 20;

/** What can be done with the ticked documents, at the bottom of the page. */
export function BulkBar({ datasetId, chosen, busy, onAct, onMetadata, onCancel }: Props) {
  const { t } = useTranslation(["knowledge", "common"]);
  const explain = useExplain();
  const files = chosen.filter((one) => one.source_info.upload_id).slice(0, MOST_DOWNLOADS);
  const editable = chosen.filter((one) => !isFixed(one));
  return (
    <section
      aria-label={t("chosen", { count: chosen.length })}
      className="fixed inset-x-2 bottom-4 z-20 mx-auto flex w-fit animate-rise flex-wrap items-center justify-center gap-1 rounded-card border bg-surface p-1.5 shadow-float"
    >
      <span aria-live="polite" className="tabular px-2 text-base font-medium whitespace-nowrap">
        {t("chosen", { count: chosen.length })}
      </span>
      {(["enable", "disable", "archive", "un_archive", "retry"] as const).map((action) => {
        const some = those(chosen, action);
        return (
          some.length > 0 && (
            <Button
              key={action}
              variant="ghost"
              size="compact"
              icon={ICONS[action]}
              disabled={busy}
              onClick={() => onAct(action, some)}
            >
              {t(`act.${action}`)}
              {some.length < chosen.length && <span className="tabular text-fg-3">{some.length}</span>}
            </Button>
          )
        );
      })}
      {editable.length > 0 && (
        <Button variant="ghost" size="compact" icon={<Tags size={14} />} onClick={() => onMetadata(editable)}>
          {t("act.metadata")}
        </Button>
      )}
      {files.length > 0 && (
        <Button
          variant="ghost"
          size="compact"
          icon={<Download size={14} />}
          disabledReason={chosen.length > MOST_DOWNLOADS ? t("mostDownloads", { count: MOST_DOWNLOADS }) : undefined}
          onClick={() => void download(datasetId, files).catch((error: unknown) => toast.bad(explain(error).title))}
        >
          {t("act.download")}
        </Button>
      )}
      <Button
        variant="ghost"
        size="compact"
        className="text-bad"
        icon={<Trash2 size={14} />}
        onClick={() => onAct("delete", chosen)}
      >
        {t("act.delete")}
      </Button>
      <Button size="compact" onClick={onCancel}>
        {t("common:cancel")}
      </Button>
    </section>
  );
}
