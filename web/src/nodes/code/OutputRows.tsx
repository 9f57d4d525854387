import { useTranslation } from "react-i18next";
import { TextInput } from "@/editor/panel/fields/inputs";
import { Rows } from "@/editor/panel/fields/Rows";
import { usePanel } from "@/editor/panel/panel";
import { VALUE_TYPES } from "@/editor/panel/types";
import { freeName, isName, moved } from "@/editor/panel/write";
import { record, text, type Raw } from "@/editor/raw";
import { useRenameVariable } from "@/editor/useNode";
import { Select } from "@/ui/Select";

/** What the code returns: names and types, kept as a map whose order is theirs. */
export function OutputRows() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const renameVariable = useRenameVariable();
  const rows = Object.entries(panel.record("outputs")).map(([name, one]) => ({ name, stored: record(one) }));
  const names = rows.map((row) => row.name);
  const put = (next: readonly { name: string; stored: Raw }[], field?: string) =>
    panel.change(
      (data) => ({ ...data, outputs: Object.fromEntries(next.map((row) => [row.name, row.stored])) }),
      field === undefined ? undefined : { field },
    );
  const rename = (index: number, name: string) => {
    const row = rows[index];
    if (!row || name === row.name || names.includes(name) || name === "") return;
    put(rows.with(index, { ...row, name }), `outputs.${index}`);
    renameVariable([panel.id, row.name], [panel.id, name]);
  };
  return (
    <Rows
      items={rows}
      label={(row) => row.name}
      onMove={(from, to) => put(moved(rows, from, to))}
      onRemove={(index) => put(rows.toSpliced(index, 1))}
      onAdd={() => put([...rows, { name: freeName(names, "result"), stored: { type: "string", children: null } }])}
      addLabel={t("rows.addOutput")}
      row={(row, index) => (
        <div className="grid grid-cols-[minmax(0,3fr)_minmax(0,2fr)] gap-1.5">
          <OutputName
            name={row.name}
            others={names.filter((one) => one !== row.name)}
            onRename={(name) => rename(index, name)}
          />
          <Select
            ariaLabel={t("type")}
            disabled={panel.readOnly}
            value={text(row.stored["type"]) || "string"}
            onValueChange={(type) => panel.set(["outputs", row.name, "type"], type)}
            options={VALUE_TYPES.map((value) => ({ value, label: value }))}
          />
        </div>
      )}
    />
  );
}

function OutputName({
  name,
  others,
  onRename,
}: {
  name: string;
  others: readonly string[];
  onRename: (name: string) => void;
}) {
  const { t } = useTranslation("panels");
  return (
    <TextInput
      ariaLabel={t("name.label")}
      value={name}
      error={others.includes(name) ? t("name.taken") : !isName(name) ? t("name.signs") : undefined}
      onChange={onRename}
    />
  );
}
