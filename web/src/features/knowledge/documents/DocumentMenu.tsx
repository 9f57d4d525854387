import {
  Archive,
  ArchiveRestore,
  CircleSlash,
  Download,
  MoreHorizontal,
  Pencil,
  RotateCw,
  Scissors,
  Tags,
  Trash2,
  Zap,
} from "lucide-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { IconButton, Menu, toast, type MenuEntry } from "@/ui";
import type { Document, DocumentAction } from "../data";
import { isFixed, mayDo } from "./actions";
import { download } from "./download";

export type RowDialog = "rename" | "metadata";

type Props = {
  document: Document;
  datasetId: string;
  onAct: (action: DocumentAction) => void;
  onDialog: (what: RowDialog) => void;
};

/** What can be done with one document; what its state forbids is left out. */
export function DocumentMenu({ document, datasetId, onAct, onDialog }: Props) {
  const { t } = useTranslation("knowledge");
  const explain = useExplain();
  const navigate = useNavigate();
  const act = (action: DocumentAction, icon: React.ReactNode): MenuEntry[] =>
    mayDo(document, action) ? [{ label: t(`act.${action}`), icon, onSelect: () => onAct(action) }] : [];
  const entries: MenuEntry[] = [
    ...(isFixed(document)
      ? []
      : [
          { label: t("act.rename"), icon: <Pencil size={14} />, onSelect: () => onDialog("rename") },
          {
            label: t("act.process"),
            icon: <Scissors size={14} />,
            onSelect: () =>
              void navigate({
                to: "/knowledge/$datasetId/documents/$documentId/settings",
                params: { datasetId, documentId: document.id },
              }),
          },
          { label: t("act.metadata"), icon: <Tags size={14} />, onSelect: () => onDialog("metadata") },
        ]),
    ...(document.source_info.upload_id
      ? [
          {
            label: t("act.download"),
            icon: <Download size={14} />,
            onSelect: () =>
              void download(datasetId, [document]).catch((error: unknown) => toast.bad(explain(error).title)),
          },
        ]
      : []),
    ...act("enable", <Zap size={14} />),
    ...act("disable", <CircleSlash size={14} />),
    ...act("retry", <RotateCw size={14} />),
    ...act("archive", <Archive size={14} />),
    ...act("un_archive", <ArchiveRestore size={14} />),
    "separator",
    { label: t("act.delete"), icon: <Trash2 size={14} />, danger: true, onSelect: () => onAct("delete") },
  ];
  return (
    <Menu
      trigger={
        <IconButton size="compact" label={t("menuOf", { name: document.name })} icon={<MoreHorizontal size={16} />} />
      }
      entries={entries}
    />
  );
}
