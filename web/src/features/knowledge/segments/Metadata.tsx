import { Link } from "@tanstack/react-router";
import { Lock, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/api/account";
import { useExplain } from "@/i18n/useExplain";
import { Button, Callout, Combobox, ErrorBlock, formatTime, IconButton, NumberField, TextField, toast } from "@/ui";
import type { Document } from "../data";
import { useFields, useMetadataChanges, type FieldType, type Place } from "./data";
import { NewField } from "./NewField";

type Given = Document["doc_metadata"][number];
type Row = { id: string; name: string; type: FieldType; value: string | number | null };
const BUILT_IN = "built-in";

/** The values that a document has for the fields of its base; those that the system fills cannot be changed. */
export function Metadata({ place, document }: { place: Place; document: Document }) {
  const { t } = useTranslation(["segments", "common"]);
  const zone = useAccount().data?.timezone;
  const [editing, setEditing] = useState(false);
  const own = document.doc_metadata.filter((one) => one.id !== BUILT_IN);
  const system = document.doc_metadata.filter((one) => one.id === BUILT_IN);
  const shown = ({ type, value }: Given) =>
    value === null || value === undefined || value === ""
      ? "–"
      : type === "time" && typeof value === "number"
        ? formatTime(value, zone)
        : String(value);
  return (
    <section aria-label={t("metadata.title")}>
      <header className="mb-2 flex min-h-7 items-center gap-2">
        <h3 className="flex-1 text-base font-semibold">{t("metadata.title")}</h3>
        {!editing && own.length > 0 && !document.archived && (
          <Button size="inline" variant="ghost" icon={<Pencil size={12} />} onClick={() => setEditing(true)}>
            {t("common:edit")}
          </Button>
        )}
      </header>
      {editing ? (
        <Edit place={place} own={own} onClose={() => setEditing(false)} />
      ) : own.length === 0 ? (
        <div className="rounded-control bg-sunken p-3">
          <p className="text-base text-fg-2">{t("metadata.none")}</p>
          {!document.archived && (
            <Button size="compact" className="mt-2" onClick={() => setEditing(true)}>
              {t("metadata.start")}
            </Button>
          )}
        </div>
      ) : (
        <List rows={own} shown={shown} />
      )}
      {system.length > 0 && (
        <div className="mt-3 border-t pt-3">
          <p className="mb-1.5 flex items-center gap-1.5 text-small text-fg-3">
            <Lock aria-hidden size={12} />
            {t("metadata.builtIn")}
          </p>
          <List rows={system} shown={shown} />
        </div>
      )}
    </section>
  );
}

function List({ rows, shown }: { rows: readonly Given[]; shown: (row: Given) => string }) {
  return (
    <dl className="grid grid-cols-[minmax(7rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-base">
      {rows.map((row) => (
        <div key={row.name} className="contents">
          <dt className="truncate font-mono text-small leading-5 text-fg-3">{row.name}</dt>
          <dd className="tabular break-words">{shown(row)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Edit({ place, own, onClose }: { place: Place; own: readonly Given[]; onClose: () => void }) {
  const { t } = useTranslation(["segments", "common"]);
  const explain = useExplain();
  const fields = useFields(place.base);
  const { save } = useMetadataChanges(place);
  const [rows, setRows] = useState<Row[]>(() => own.map((one) => ({ ...one, value: one.value ?? null })));
  const [adding, setAdding] = useState(own.length === 0);
  const left = (fields.data?.doc_metadata ?? []).filter((field) => !rows.some((row) => row.id === field.id));
  const put = (id: string, value: Row["value"]) =>
    setRows((old) => old.map((row) => (row.id === id ? { ...row, value } : row)));
  const add = (field: Omit<Row, "value">) => {
    const { id, name, type } = field;
    setRows((old) => (old.some((row) => row.id === id) ? old : [...old, { id, name, type, value: null }]));
    setAdding(false);
  };
  const submit = () => {
    if (save.isPending) return;
    save.mutate(
      rows.map(({ id, name, value }) => ({ id, name, value })),
      {
        onSuccess: () => {
          toast.ok(t("metadata.saved"));
          onClose();
        },
      },
    );
  };
  return (
    <form
      noValidate
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {rows.map((row) => (
        <div key={row.id} className="flex items-end gap-1.5">
          <Value row={row} onChange={(value) => put(row.id, value)} />
          <IconButton
            label={t("metadata.remove", { name: row.name })}
            icon={<Trash2 size={14} />}
            onClick={() => setRows((old) => old.filter((one) => one.id !== row.id))}
          />
        </div>
      ))}
      {adding && fields.data && left.length === 0 ? (
        <NewField place={place} onMade={add} onCancel={rows.length > 0 ? () => setAdding(false) : undefined} />
      ) : (
        <AddField left={left} onChoose={add} place={place} />
      )}
      <Callout>
        {t("metadata.note")}{" "}
        <Link
          to={"/knowledge/$datasetId/metadata" as "/knowledge/$datasetId/documents"}
          params={{ datasetId: place.base }}
        >
          {t("metadata.manage")}
        </Link>
      </Callout>
      {save.error && <ErrorBlock {...explain(save.error)} />}
      <div className="flex gap-2">
        <Button type="submit" variant="primary" loading={save.isPending}>
          {t("common:save")}
        </Button>
        <Button onClick={onClose}>{t("common:cancel")}</Button>
      </div>
    </form>
  );
}

type AddProps = {
  place: Place;
  left: readonly Omit<Row, "value">[];
  onChoose: (field: Omit<Row, "value">) => void;
};

/** A field that the base has already, or a new one. */
function AddField({ place, left, onChoose }: AddProps) {
  const { t } = useTranslation("segments");
  const [fresh, setFresh] = useState(false);
  if (fresh) {
    return (
      <NewField
        place={place}
        onMade={(field) => {
          setFresh(false);
          onChoose(field);
        }}
        onCancel={() => setFresh(false)}
      />
    );
  }
  return (
    <div className="flex flex-wrap gap-2">
      {left.length > 0 && (
        <Combobox
          ariaLabel={t("metadata.add")}
          placeholder={t("metadata.add")}
          value={undefined}
          options={left.map((field) => ({
            value: field.id,
            text: field.name,
            hint: t(`metadata.type.${field.type}`),
          }))}
          onValueChange={(id) => {
            const field = left.find((one) => one.id === id);
            if (field) onChoose(field);
          }}
          panelClassName="w-64"
          trigger={
            <Button size="compact" icon={<Plus size={14} />}>
              {t("metadata.add")}
            </Button>
          }
        />
      )}
      <Button size="compact" variant="ghost" icon={<Plus size={14} />} onClick={() => setFresh(true)}>
        {t("metadata.new")}
      </Button>
    </div>
  );
}

/** Unix seconds as the field of the browser writes a moment, in the zone of the computer, and back. */
const toLocal = (at: number) =>
  new Date(at * 1000 - new Date(at * 1000).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
const toSeconds = (text: string) => (text === "" ? null : Math.floor(new Date(text).getTime() / 1000));

function Value({ row, onChange }: { row: Row; onChange: (value: Row["value"]) => void }) {
  const label = <span className="font-mono text-small">{row.name}</span>;
  if (row.type === "number") {
    return (
      <NumberField
        className="flex-1"
        label={label}
        step="any"
        value={typeof row.value === "number" ? row.value : null}
        onValueChange={onChange}
      />
    );
  }
  if (row.type === "time") {
    return (
      <TextField
        className="flex-1"
        type="datetime-local"
        label={label}
        value={typeof row.value === "number" ? toLocal(row.value) : ""}
        onChange={(event) => onChange(toSeconds(event.target.value))}
      />
    );
  }
  return (
    <TextField
      className="flex-1"
      label={label}
      value={row.value === null ? "" : String(row.value)}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
