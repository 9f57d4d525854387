import { useTranslation } from "react-i18next";
import { text, type Raw } from "../../raw";
import { strings } from "../../raw";
import type { Variable } from "../../variables";
import { usePanel } from "../panel";
import { freeName, isName, moved, setIn, type Path } from "../write";
import { TextInput } from "./inputs";
import { Rows } from "./Rows";
import { VariableField } from "./VariableField";

interface Props {
  path: Path;
  /** Members of a stored row. */
  name?: string;
  selector?: string;
  types?: readonly string[] | undefined;
  addLabel?: string;
  /** Names as users of the API see them may hold any sign. */
  freeNames?: boolean;
  /** Written beside the selector, when a variable is chosen. */
  typed?: boolean;
  onRename?: (from: string, to: string) => void;
}

/** Rows of a name and the variable it stands for. */
export function InputRows({
  path,
  name = "variable",
  selector = "value_selector",
  types,
  addLabel,
  freeNames = false,
  typed = true,
  onRename,
}: Props) {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const rows = panel.records(...path);
  const names = rows.map((row) => text(row[name]));
  const set = (next: Raw[]) => panel.set(path, next);
  const problem = (own: string, index: number) =>
    own === ""
      ? undefined
      : names.indexOf(own) !== index
        ? t("name.taken")
        : !freeNames && !isName(own)
          ? t("name.signs")
          : undefined;
  const choose = (index: number, chosen: string[], variable: Variable | null) => {
    const row = rows[index] as Raw;
    let next = setIn(row, [selector], chosen);
    // A type that is stored follows the variable; a row that has none gets none.
    if (typed && variable && variable.type !== "" && (row["value_type"] !== undefined || text(row[name]) === "")) {
      next = setIn(next, ["value_type"], variable.type);
    }
    if (text(row[name]) === "" && variable && isName(variable.name))
      next = setIn(next, [name], freeName(names, variable.name));
    set(rows.with(index, next));
  };
  return (
    <Rows
      items={rows}
      label={(row, index) => text(row[name]) || t("rows.number", { number: index + 1 })}
      onMove={(from, to) => set(moved(rows, from, to))}
      onRemove={(index) => set(rows.toSpliced(index, 1))}
      onAdd={() => set([...rows, { [name]: "", [selector]: [] }])}
      addLabel={addLabel ?? t("rows.addVariable")}
      row={(row, index) => (
        <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-1.5">
          <TextInput
            ariaLabel={t("name.label")}
            placeholder={t("name.label")}
            value={text(row[name])}
            error={problem(text(row[name]), index)}
            onChange={(value) => {
              panel.set([...path, index, name], value);
              if (text(row[name]) !== "" && value !== "") onRename?.(text(row[name]), value);
            }}
          />
          <VariableField
            narrow
            ariaLabel={t("variable")}
            types={types}
            value={strings(row[selector])}
            onChange={(chosen, variable) => choose(index, chosen, variable)}
          />
        </div>
      )}
    />
  );
}
