import { useTranslation } from "react-i18next";
import { Rows } from "@/editor/panel/fields/Rows";
import { TypedValue } from "@/editor/panel/fields/TypedValue";
import { VariableField } from "@/editor/panel/fields/VariableField";
import { usePanel } from "@/editor/panel/panel";
import { Section } from "@/editor/panel/parts";
import { emptyOf } from "@/editor/panel/types";
import { moved } from "@/editor/panel/write";
import { strings, text, type Raw } from "@/editor/raw";
import { Select } from "@/ui/Select";
import { ChoiceField } from "../model";
import { inputType, operationsFor, sourcesFor, takesInput } from "./operations";
import { text as words } from "./text";

/** Conversation variables, and variables of a loop that the node stands in. */
function useTargets() {
  const { scope, id } = usePanel();
  return (selector: readonly string[]): boolean => {
    const [source = "", ...rest] = selector;
    if (rest.length !== 1) return false;
    return (
      source === "conversation" ||
      (scope.index.document.nodes[source]?.type === "loop" && scope.index.within(source, id))
    );
  };
}

export function Panel() {
  const panel = usePanel();
  return Array.isArray(panel.get("items")) || panel.text("version") === "2" ? <Items /> : <Old />;
}

function Items() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const items = panel.records("items");
  const put = (next: Raw[]) => panel.set(["items"], next);
  return (
    <Section title={t("assigner.items")} help={t("assigner.help")} required>
      <Rows
        cards
        items={items}
        label={(one, index) =>
          strings(one["variable_selector"]).slice(1).join(".") || t("rows.number", { number: index + 1 })
        }
        onMove={(from, to) => put(moved(items, from, to))}
        onRemove={(index) => put(items.toSpliced(index, 1))}
        onAdd={() =>
          put([...items, { variable_selector: [], input_type: "variable", operation: "over-write", value: [] }])
        }
        addLabel={t("assigner.add")}
        row={(one, index) => <Item item={one} onChange={(next) => panel.set(["items", index], next)} />}
      />
    </Section>
  );
}

function Item({ item, onChange }: { item: Raw; onChange: (item: Raw) => void }) {
  const { t } = useTranslation("panels");
  const { scope, readOnly, lang } = usePanel();
  const isTarget = useTargets();
  const target = strings(item["variable_selector"]);
  const type = scope.typeOf(target);
  const operation = text(item["operation"]) || "over-write";
  const known = operationsFor(type);
  const operations = known.includes(operation) ? known : [operation, ...known];
  const source = item["input_type"] === "constant" ? "constant" : "variable";
  const wanted = inputType(operation, type);
  const begin = (next: string, of: string): Raw => {
    const sources = sourcesFor(next);
    const kind = sources.includes(source) ? source : (sources[0] ?? "variable");
    const same = takesInput(next) && takesInput(operation) && kind === source && inputType(next, of) === wanted;
    const value = same ? item["value"] : kind === "constant" ? emptyOf(inputType(next, of)) : [];
    return { ...item, operation: next, input_type: kind, value: takesInput(next) ? value : "" };
  };
  return (
    <div className="flex flex-col gap-1.5">
      <div className="grid grid-cols-[minmax(0,3fr)_minmax(0,2fr)] gap-1.5">
        <VariableField
          narrow
          ariaLabel={t("assigner.target")}
          placeholder={t("assigner.target")}
          only={isTarget}
          value={target}
          onChange={(selector, variable) => {
            const next = variable?.type ?? "";
            const kept = operationsFor(next).includes(operation) ? operation : "over-write";
            onChange({ ...(next === type ? item : begin(kept, next)), variable_selector: selector });
          }}
        />
        <Select
          ariaLabel={t("assigner.operation")}
          disabled={readOnly}
          value={operation}
          onValueChange={(next) => onChange(begin(next, type))}
          options={operations.map((value) => ({
            value,
            label: (words[lang] as Record<string, string>)[value] ?? value,
          }))}
        />
      </div>
      {takesInput(operation) && (
        <div className="flex flex-wrap items-start gap-1.5">
          {sourcesFor(operation).length > 1 && (
            <ChoiceField
              label={t("kind.label")}
              value={source}
              onChange={(kind) =>
                onChange({ ...item, input_type: kind, value: kind === "constant" ? emptyOf(wanted) : [] })
              }
              options={[
                { value: "variable", label: t("kind.variable") },
                { value: "constant", label: t("kind.constant") },
              ]}
            />
          )}
          <div className="min-w-40 flex-1">
            {source === "constant" ? (
              <TypedValue
                label={t("value")}
                type={wanted}
                value={item["value"]}
                asText={typeof item["value"] === "string" && wanted !== "string"}
                onChange={(value) => onChange({ ...item, value })}
              />
            ) : (
              <VariableField
                ariaLabel={t("value")}
                types={wanted === "" ? undefined : [wanted]}
                value={strings(item["value"])}
                onChange={(selector) => onChange({ ...item, value: selector })}
              />
            )}
          </div>
        </div>
      )}
    </div>
  );
}

/** The one assignment of an old file, changed in its own shape. */
function Old() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const isTarget = useTargets();
  const target = panel.strings("assigned_variable_selector");
  const type = panel.scope.typeOf(target);
  const mode = panel.text("write_mode") || "over-write";
  const modes =
    type.startsWith("array") || mode === "append" ? ["over-write", "append", "clear"] : ["over-write", "clear"];
  return (
    <Section title={t("assigner.items")} help={t("assigner.old")} required>
      <div className="flex flex-col gap-1.5">
        <div className="grid grid-cols-[minmax(0,3fr)_minmax(0,2fr)] gap-1.5">
          <VariableField
            ariaLabel={t("assigner.target")}
            only={isTarget}
            value={target}
            onChange={(selector) => panel.set(["assigned_variable_selector"], selector)}
          />
          <Select
            ariaLabel={t("assigner.operation")}
            disabled={panel.readOnly}
            value={mode}
            onValueChange={(next) => panel.set(["write_mode"], next)}
            options={modes.map((value) => ({
              value,
              label: (words[panel.lang] as Record<string, string>)[value] ?? value,
            }))}
          />
        </div>
        {mode !== "clear" && (
          <VariableField
            ariaLabel={t("value")}
            types={type === "" ? undefined : [inputType(mode, type)]}
            value={panel.strings("input_variable_selector")}
            onChange={(selector) => panel.set(["input_variable_selector"], selector)}
          />
        )}
      </div>
    </Section>
  );
}
