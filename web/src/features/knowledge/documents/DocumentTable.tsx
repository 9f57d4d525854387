import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/api/account";
import { Checkbox, formatNumber, formatTime, formatWhen, Switch, Table, type Column, type Sort } from "@/ui";
import type { Dataset, Document, DocumentAction } from "../data";
import { seconds } from "../facts";
import { mayDo } from "./actions";
import { DocumentMenu, type RowDialog } from "./DocumentMenu";
import { FileKind } from "./FileKind";
import { State } from "./State";

type Props = {
  base: Dataset | undefined;
  rows: readonly Document[] | undefined;
  chosen: ReadonlyMap<string, Document>;
  onChosen: (chosen: ReadonlyMap<string, Document>) => void;
  sort: Sort;
  onSort: (sort: Sort) => void;
  onAct: (action: DocumentAction, document: Document) => void;
  onDialog: (what: RowDialog, document: Document) => void;
};

export function DocumentTable({ base, rows, chosen, onChosen, sort, onSort, onAct, onDialog }: Props) {
  const { t, i18n } = useTranslation("knowledge");
  const zone = useAccount().data?.timezone;
  const toggle = (some: readonly Document[], on: boolean) => {
    const next = new Map(chosen);
    for (const one of some) {
      if (on) next.set(one.id, one);
      else next.delete(one.id);
    }
    onChosen(next);
  };
  const here = rows?.filter((row) => chosen.has(row.id)).length ?? 0;
  const columns: Column<Document>[] = [
    {
      key: "choose",
      width: "36px",
      title: (
        <Checkbox
          hideLabel
          label={t("choosePage")}
          checked={here > 0 && (here === rows?.length || "indeterminate")}
          onCheckedChange={(on) => toggle(rows ?? [], on)}
        />
      ),
      cell: (row) => (
        <Checkbox
          hideLabel
          label={t("choose", { name: row.name })}
          checked={chosen.has(row.id)}
          onCheckedChange={(on) => toggle([row], on)}
        />
      ),
    },
    { key: "position", title: "#", width: "48px", wide: true, cell: (row) => row.position },
    {
      key: "name",
      title: t("column.name"),
      sortable: true,
      cell: (row) => <Name row={row} datasetId={base?.id ?? ""} onAct={(action) => onAct(action, row)} />,
    },
    {
      key: "word_count",
      title: t("column.words"),
      sortable: true,
      align: "right",
      wide: true,
      cell: (row) => formatNumber(row.word_count),
    },
    {
      key: "hit_count",
      title: t("column.hits"),
      sortable: true,
      align: "right",
      wide: true,
      cell: (row) => formatNumber(row.hit_count),
    },
    {
      key: "created_at",
      title: t("column.uploaded"),
      sortable: true,
      wide: true,
      cell: (row) => (
        <span className="whitespace-nowrap text-fg-2" title={formatTime(seconds(row.created_at), zone)}>
          {formatWhen(seconds(row.created_at), i18n.language, zone)}
        </span>
      ),
    },
    {
      key: "state",
      title: t("column.state"),
      cell: (row) => <State document={row} onAct={(action) => onAct(action, row)} />,
    },
    {
      key: "enabled",
      title: t("column.enabled"),
      width: "64px",
      wide: true,
      cell: (row) => (
        <Switch
          hideLabel
          label={t("enabledOf", { name: row.name })}
          checked={row.enabled && !row.archived}
          disabled={!mayDo(row, "enable") && !mayDo(row, "disable")}
          onCheckedChange={(on) => onAct(on ? "enable" : "disable", row)}
        />
      ),
    },
    {
      key: "menu",
      title: <span className="sr-only">{t("column.actions")}</span>,
      width: "44px",
      cell: (row) => (
        <DocumentMenu
          document={row}
          datasetId={base?.id ?? ""}
          onAct={(action) => onAct(action, row)}
          onDialog={(what) => onDialog(what, row)}
        />
      ),
    },
  ];
  return (
    <Table
      label={t("page.documents")}
      columns={columns}
      rows={rows}
      keyOf={(row) => row.id}
      sort={sort}
      onSort={onSort}
    />
  );
}

/** The name, which opens the document, and why it failed. `E` switches it. */
function Name({
  row,
  datasetId,
  onAct,
}: {
  row: Document;
  datasetId: string;
  onAct: (action: DocumentAction) => void;
}) {
  const { t } = useTranslation("knowledge");
  return (
    <div className="flex max-w-[28rem] min-w-24 items-start gap-2">
      <FileKind extension={row.source_info.extension} className="mt-0.5" />
      <div className="min-w-0">
        <Link
          to="/knowledge/$datasetId/documents/$documentId"
          params={{ datasetId, documentId: row.id }}
          className="line-clamp-2 font-medium break-all text-fg no-underline hover:underline"
          aria-keyshortcuts="E"
          onKeyDown={(event) => {
            if (event.key.toLowerCase() !== "e" || event.ctrlKey || event.metaKey || event.altKey) return;
            const action = row.enabled ? "disable" : "enable";
            if (mayDo(row, action)) onAct(action);
          }}
        >
          {row.name}
        </Link>
        {row.error && <p className="mt-0.5 text-small break-words text-bad">{row.error}</p>}
        {!row.error && row.display_status === "archived" && <p className="text-small text-fg-3">{t("readOnly")}</p>}
      </div>
    </div>
  );
}
