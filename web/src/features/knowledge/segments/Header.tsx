import { Link, useNavigate } from "@tanstack/react-router";
import {
  ChevronDown,
  ChevronLeft,
  FileDown,
  FileUp,
  Info,
  MoreHorizontal,
  Plus,
  Search,
  Settings2,
} from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Button, IconButton, Menu, Popover, Skeleton, Switch, TextField, toast, Tooltip } from "@/ui";
import { useDocumentChanges, useDocuments, type Document } from "../data";
import { isFixed, mayDo } from "../documents/actions";
import { download } from "../documents/download";
import { FileKind } from "../documents/FileKind";
import { State } from "../documents/State";
import type { Place } from "./data";

type Props = {
  place: Place;
  document: Document;
  facts: boolean;
  onFacts: (on: boolean) => void;
  onAdd: () => void;
  onImport: () => void;
};

/** Which document it is, whether it is searched, and what can be added to it. */
export function Header({ place, document, facts, onFacts, onAdd, onImport }: Props) {
  const { t } = useTranslation("segments");
  const explain = useExplain();
  const navigate = useNavigate();
  const { act } = useDocumentChanges(place.base);
  const failed = (error: unknown) => toast.bad(explain(error).title);
  const reason = document.archived
    ? t("locked.archived")
    : isFixed(document)
      ? t("locked.indexing")
      : document.indexing_status !== "completed"
        ? t("locked.unfinished")
        : !document.enabled
          ? t("locked.document")
          : undefined;
  const turnable = mayDo(document, "enable") || mayDo(document, "disable");
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b bg-surface px-4 py-2.5 sm:px-6">
      <Tooltip text={t("back")}>
        <Link
          to="/knowledge/$datasetId/documents"
          params={{ datasetId: place.base }}
          aria-label={t("back")}
          className="-ml-2 grid size-7 shrink-0 place-items-center rounded-control text-fg-2 hover:bg-hover hover:text-fg"
        >
          <ChevronLeft aria-hidden size={16} />
        </Link>
      </Tooltip>
      <div className="flex min-w-0 flex-1 basis-60 items-center gap-2">
        <FileKind extension={document.source_info.extension} />
        <h1 className="min-w-0 truncate text-panel font-semibold">{document.name}</h1>
        <DocumentSwitcher place={place} name={document.name} />
      </div>
      <State document={document} onAct={(action) => act.mutate({ action, ids: [document.id] }, { onError: failed })} />
      {turnable && (
        <Switch
          hideLabel
          label={t("useDocument")}
          checked={document.enabled}
          disabled={act.isPending}
          onCheckedChange={(on) =>
            act.mutate({ action: on ? "enable" : "disable", ids: [document.id] }, { onError: failed })
          }
        />
      )}
      <div className="flex items-center gap-2">
        <Button variant="primary" icon={<Plus size={14} />} disabledReason={reason} onClick={onAdd}>
          {t("add.open")}
        </Button>
        <Menu
          trigger={<IconButton variant="secondary" label={t("more")} icon={<MoreHorizontal size={16} />} />}
          entries={[
            {
              label: t("import.open"),
              icon: <FileUp size={14} />,
              disabled: reason !== undefined,
              onSelect: onImport,
            },
            {
              label: t("chunkSettings"),
              icon: <Settings2 size={14} />,
              disabled: isFixed(document),
              onSelect: () =>
                void navigate({
                  to: "/knowledge/$datasetId/documents/$documentId/settings",
                  params: { datasetId: place.base, documentId: place.document },
                }),
            },
            {
              label: t("download"),
              icon: <FileDown size={14} />,
              disabled: !document.source_info.upload_id,
              onSelect: () => void download(place.base, [document]).catch(failed),
            },
          ]}
        />
        <IconButton
          label={t("facts.toggle")}
          aria-pressed={facts}
          icon={<Info size={16} />}
          className={facts ? "bg-selected text-accent-text" : ""}
          onClick={() => onFacts(!facts)}
        />
      </div>
    </header>
  );
}

/** Another document of the base, found by its name. */
function DocumentSwitcher({ place, name }: { place: Place; name: string }) {
  const { t } = useTranslation("segments");
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState("");
  const found = useDocuments(place.base, { page: 1, limit: 20, keyword: words.trim() }, open);
  const go = (documentId: string) => {
    setOpen(false);
    void navigate({
      to: "/knowledge/$datasetId/documents/$documentId",
      params: { datasetId: place.base, documentId },
    });
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label={t("switch.title")}
      className="w-[min(360px,92vw)]"
      trigger={
        <IconButton size="compact" label={t("switch.open", { name })} icon={<ChevronDown size={14} aria-hidden />} />
      }
    >
      <div className="border-b p-2">
        <TextField
          autoFocus
          ariaLabel={t("switch.search")}
          placeholder={t("switch.search")}
          leading={<Search size={14} />}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </div>
      <ul className="max-h-80 overflow-y-auto p-1">
        {!found.data && <Skeleton className="m-2 h-16" />}
        {found.data?.data.length === 0 && <li className="p-3 text-base text-fg-3">{t("switch.none")}</li>}
        {found.data?.data.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              aria-current={one.id === place.document || undefined}
              className="flex h-8 w-full items-center gap-2 rounded-control px-2 text-left text-base hover:bg-hover aria-[current]:bg-selected"
              onClick={() => go(one.id)}
            >
              <FileKind extension={one.source_info.extension} />
              <span className="min-w-0 flex-1 truncate">{one.name}</span>
            </button>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
