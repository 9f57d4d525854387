import { Link } from "@tanstack/react-router";
import { Plus, RotateCcw, Settings2, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import {
  Badge,
  Button,
  Checkbox,
  cn,
  Combobox,
  Dialog,
  ErrorBlock,
  IconButton,
  NumberField,
  TextField,
  toast,
} from "@/ui";
import type { Document } from "../data";
import { useFieldChanges, useFields } from "./data";
import { FieldDialog } from "./FieldDialog";
import { TypeIcon } from "./TypeIcon";
import { addedRow, fromLocal, isTouched, operationsOf, rowsOf, toLocal, type Row } from "./values";

type Props = { datasetId: string; documents: readonly Document[]; onClose: () => void; onDone: () => void };

/** The values of one or many documents. Needs the texts `knowledge`. */
export function ValuesDialog({ datasetId, documents, onClose, onDone }: Props) {
  const { t } = useTranslation(["knowledge", "common"]);
  const explain = useExplain();
  const { setValues } = useFieldChanges(datasetId);
  const [first] = useState(() => rowsOf(documents));
  const [rows, setRows] = useState<readonly Row[]>(first);
  const [everywhere, setEverywhere] = useState(false);
  const [making, setMaking] = useState(false);
  const many = documents.length > 1;
  const change = (id: string, next: Partial<Row>) =>
    setRows((old) => old.map((row) => (row.id === id ? { ...row, ...next } : row)));
  const reset = (id: string) => {
    const before = first.find((row) => row.id === id);
    setRows((old) => (before ? old.map((row) => (row.id === id ? before : row)) : old.filter((row) => row.id !== id)));
  };
  const submit = () => {
    const operations = operationsOf(documents, rows, everywhere);
    if (operations.length === 0) return onClose();
    setValues.mutate(operations, {
      onSuccess: () => {
        toast.ok(t("meta.saved", { count: operations.length }));
        onDone();
      },
    });
  };
  if (making) {
    return (
      <FieldDialog
        datasetId={datasetId}
        onClose={() => setMaking(false)}
        onMade={(field) => setRows((old) => [...old, addedRow(field)])}
      />
    );
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("meta.edit")}
      description={many ? t("chosen", { count: documents.length }) : documents[0]?.name}
      onSubmit={submit}
      mayClose={() => !rows.some(isTouched) || window.confirm(t("meta.leave"))}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={setValues.isPending}>
            {t("common:save")}
          </Button>
        </>
      }
    >
      <div className="space-y-3">
        {rows.length === 0 && <p className="text-base text-fg-2">{t("meta.noValues")}</p>}
        <ul className="space-y-1.5">
          {rows.map((row) => (
            <ValueRow key={row.id} row={row} onChange={(next) => change(row.id, next)} onReset={() => reset(row.id)} />
          ))}
        </ul>
        <AddField
          datasetId={datasetId}
          rows={rows}
          onAdd={(row) => setRows((old) => [...old, row])}
          onNew={() => setMaking(true)}
          onClose={onClose}
        />
        {many && (
          <Checkbox
            label={t("meta.everywhere")}
            help={t("meta.everywhereHelp")}
            checked={everywhere}
            onCheckedChange={setEverywhere}
          />
        )}
        {setValues.error && <ErrorBlock {...explain(setValues.error)} />}
      </div>
    </Dialog>
  );
}

type RowProps = { row: Row; onChange: (next: Partial<Row>) => void; onReset: () => void };

function ValueRow({ row, onChange, onReset }: RowProps) {
  const { t } = useTranslation("knowledge");
  return (
    <li className="flex min-h-8 flex-wrap items-center gap-x-2 gap-y-1 sm:flex-nowrap">
      <span
        className={cn("flex w-40 shrink-0 items-center gap-2 max-sm:w-full", row.removed && "line-through opacity-60")}
      >
        {isTouched(row) && (
          <IconButton
            size="inline"
            label={t("meta.reset", { name: row.name })}
            icon={<RotateCcw size={12} className="text-accent-text" />}
            onClick={onReset}
          />
        )}
        <TypeIcon type={row.type} />
        <span className="min-w-0 truncate font-mono text-small" title={row.name}>
          {row.name}
        </span>
      </span>
      <span className={cn("min-w-0 flex-1", row.removed && "pointer-events-none opacity-50")}>
        {row.mixed && !row.changed ? (
          <button
            type="button"
            className="flex h-8 w-full items-center rounded-control border border-dashed px-2.5 text-left hover:bg-hover"
            onClick={() => onChange({ changed: true, value: null })}
          >
            <Badge>{t("meta.mixed")}</Badge>
          </button>
        ) : (
          <ValueField row={row} onChange={(value) => onChange({ value, changed: true })} />
        )}
      </span>
      <IconButton
        size="compact"
        label={t("meta.removeFrom", { name: row.name })}
        icon={<Trash2 size={14} />}
        disabled={row.removed}
        onClick={() => (row.added ? onReset() : onChange({ removed: true }))}
      />
    </li>
  );
}

function ValueField({ row, onChange }: { row: Row; onChange: (value: Row["value"]) => void }) {
  const { type, name, value, removed } = row;
  if (type === "number")
    return (
      <NumberField
        ariaLabel={name}
        step="any"
        disabled={removed}
        value={typeof value === "number" ? value : null}
        onValueChange={onChange}
      />
    );
  return (
    <TextField
      ariaLabel={name}
      type={type === "time" ? "datetime-local" : "text"}
      disabled={removed}
      value={type === "time" ? toLocal(value) : (value ?? "")}
      onChange={(event) => onChange(type === "time" ? fromLocal(event.target.value) : event.target.value)}
    />
  );
}

type AddProps = {
  datasetId: string;
  rows: readonly Row[];
  onAdd: (row: Row) => void;
  onNew: () => void;
  onClose: () => void;
};

/** Puts a field of the base on the documents, or makes one. */
function AddField({ datasetId, rows, onAdd, onNew, onClose }: AddProps) {
  const { t } = useTranslation("knowledge");
  const fields = useFields(datasetId).data?.doc_metadata ?? [];
  const free = fields.filter((field) => !rows.some((row) => row.id === field.id));
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Combobox
        className="w-auto"
        ariaLabel={t("meta.add")}
        panelClassName="w-64"
        value={undefined}
        empty={t("meta.noneFree")}
        options={free.map((field) => ({ value: field.id, text: field.name, hint: t(`meta.types.${field.type}`) }))}
        onValueChange={(id) => {
          const field = free.find((one) => one.id === id);
          if (field) onAdd(addedRow(field));
        }}
        trigger={
          <Button size="compact" icon={<Plus size={14} />}>
            {t("meta.add")}
          </Button>
        }
      />
      <Button size="compact" variant="ghost" icon={<Plus size={14} />} onClick={onNew}>
        {t("meta.new")}
      </Button>
      <Button size="compact" variant="ghost" asChild>
        <Link to="/knowledge/$datasetId/metadata" params={{ datasetId }} onClick={onClose}>
          <Settings2 aria-hidden size={14} />
          {t("meta.manage")}
        </Link>
      </Button>
    </div>
  );
}
