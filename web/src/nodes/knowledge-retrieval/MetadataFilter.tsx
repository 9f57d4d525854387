import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { TextInput } from "@/editor/panel/fields/inputs";
import { usePanel } from "@/editor/panel/panel";
import { Section } from "@/editor/panel/parts";
import { useServices, type Base } from "@/editor/panel/services";
import { TemplateField } from "@/editor/panel/text/TextField";
import { freshId, setIn } from "@/editor/panel/write";
import { text, type Raw } from "@/editor/raw";
import { Button, IconButton } from "@/ui/Button";
import { RadioCards } from "@/ui/Choice";
import { Select } from "@/ui/Select";
import { TextField } from "@/ui/TextField";
import { Joint, NumberValue } from "../Comparison";
import { takesNothing } from "../comparisons";
import { modelOf, withModel } from "../model";
import { operator as operatorWords } from "../operators";
import { commonFields } from "./bases";

type Mode = "disabled" | "automatic" | "manual";
const CONDITIONS = "metadata_filtering_conditions";
const OPERATORS: Record<string, readonly string[]> = {
  string: ["is", "is not", "contains", "not contains", "start with", "end with", "in", "not in", "empty", "not empty"],
  number: ["=", "≠", ">", "<", "≥", "≤", "empty", "not empty"],
  time: ["is", "before", "after", "empty", "not empty"],
};

/** Which documents are searched at all, by what is known of them. */
export function MetadataFilter({ bases, plain = false }: { bases: readonly Base[]; plain?: boolean }) {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const { ModelField } = useServices();
  const stored = panel.text("metadata_filtering_mode");
  const mode: Mode = stored === "automatic" || stored === "manual" ? stored : "disabled";
  const model = panel.record("metadata_model_config");
  return (
    <Section title={t("knowledge.filter")} help={t("knowledge.filterHelp")}>
      <div className="flex flex-col gap-3">
        <div className={panel.readOnly ? "pointer-events-none" : ""}>
          <RadioCards<Mode>
            hideLabel
            label={t("knowledge.filter")}
            columns={3}
            value={mode}
            onValueChange={(next) =>
              panel.change((data) => {
                const moded = setIn(data, ["metadata_filtering_mode"], next);
                if (next !== "manual" || data[CONDITIONS]) return moded;
                return setIn(moded, [CONDITIONS], { logical_operator: "and", conditions: [] });
              })
            }
            options={(["disabled", "automatic", "manual"] as const).map((value) => ({
              value,
              label: t(`knowledge.mode.${value}`),
            }))}
          />
        </div>
        {mode === "automatic" && (
          <ModelField
            label={t("knowledge.filterModel")}
            disabled={panel.readOnly}
            value={modelOf(model)}
            onChange={(choice) => panel.set(["metadata_model_config"], withModel(model, choice))}
          />
        )}
        {mode === "manual" && <Manual bases={bases} plain={plain} />}
      </div>
    </Section>
  );
}

function Manual({ bases, plain }: { bases: readonly Base[]; plain: boolean }) {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const conditions = panel.records(CONDITIONS, "conditions");
  const common = commonFields(bases);
  const put = (next: Raw[]) => panel.set([CONDITIONS, "conditions"], next);
  const add = () => {
    const field = common[0];
    const type = field?.type ?? "string";
    put([
      ...conditions,
      {
        id: freshId(),
        name: field?.name ?? "",
        ...(field?.id ? { metadata_id: field.id } : {}),
        comparison_operator: OPERATORS[type]?.[0] ?? "is",
        value: "",
      },
    ]);
  };
  return (
    <div className="flex flex-col gap-2">
      {conditions.length > 1 && (
        <Joint
          joint={panel.text(CONDITIONS, "logical_operator")}
          onJoint={(joint) => panel.set([CONDITIONS, "logical_operator"], joint)}
        />
      )}
      {conditions.map((one, index) => (
        <Condition
          key={text(one["id"]) || index}
          condition={one}
          fields={common}
          plain={plain}
          number={index + 1}
          onChange={(next) => panel.set([CONDITIONS, "conditions", index], next)}
          onRemove={() => put(conditions.toSpliced(index, 1))}
        />
      ))}
      {!panel.readOnly && (
        <Button size="compact" className="self-start" icon={<Plus size={14} />} onClick={add}>
          {t("conditions.add")}
        </Button>
      )}
    </div>
  );
}

interface Props {
  condition: Raw;
  fields: Base["metadata"];
  /** Values are typed, with names of the form in braces; there is no graph to choose variables from. */
  plain: boolean;
  number: number;
  onChange: (condition: Raw) => void;
  onRemove: () => void;
}

function Condition({ condition, fields, plain, number, onChange, onRemove }: Props) {
  const { t } = useTranslation("panels");
  const { lang, readOnly } = usePanel();
  const name = text(condition["name"]);
  const operator = text(condition["comparison_operator"]);
  const guess = ["before", "after"].includes(operator)
    ? "time"
    : ["=", "≠", ">", "<", "≥", "≤"].includes(operator)
      ? "number"
      : "string";
  const type = fields.find((one) => one.name === name)?.type ?? guess;
  const known = OPERATORS[type] ?? OPERATORS["string"] ?? [];
  const operators = operator === "" || known.includes(operator) ? known : [operator, ...known];
  const set = (member: string, value: unknown) => onChange(setIn(condition, [member], value));
  const names = fields.map((one) => one.name);
  const listed = Array.isArray(condition["value"]) ? condition["value"].map(text).join(", ") : text(condition["value"]);
  const setListed = (value: string) =>
    set("value", Array.isArray(condition["value"]) ? value.split(/\s*,\s*/).filter(Boolean) : value);
  return (
    <div
      role="group"
      aria-label={t("conditions.one", { number })}
      className="flex flex-col gap-1.5 rounded-control bg-sunken p-2"
    >
      <div className="flex items-center gap-1.5">
        {fields.length > 0 ? (
          <Select
            className="min-w-0 flex-1"
            ariaLabel={t("knowledge.field")}
            disabled={readOnly}
            value={name || undefined}
            onValueChange={(next) => {
              const field = fields.find((one) => one.name === next);
              const fits = (OPERATORS[field?.type ?? "string"] ?? []).includes(operator);
              onChange({
                ...condition,
                name: next,
                metadata_id: field?.id,
                ...(fits ? {} : { comparison_operator: OPERATORS[field?.type ?? "string"]?.[0], value: "" }),
              });
            }}
            options={[...(name === "" || names.includes(name) ? [] : [name]), ...names].map((value) => ({
              value,
              label: value,
            }))}
          />
        ) : (
          <TextInput
            className="flex-1"
            ariaLabel={t("knowledge.field")}
            placeholder={t("knowledge.field")}
            value={name}
            onChange={(value) => set("name", value)}
          />
        )}
        {!readOnly && (
          <IconButton
            size="compact"
            label={t("conditions.remove", { number })}
            icon={<Trash2 size={14} />}
            onClick={onRemove}
          />
        )}
      </div>
      <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] items-start gap-1.5">
        <Select
          ariaLabel={t("conditions.operator")}
          disabled={readOnly}
          value={operator || undefined}
          onValueChange={(next) => set("comparison_operator", next)}
          options={operators.map((value) => ({ value, label: operatorWords(value, lang) }))}
        />
        {takesNothing(operator) ? (
          <span />
        ) : plain && type !== "time" ? (
          <TextInput
            ariaLabel={t("conditions.value")}
            placeholder={t("conditions.value")}
            inputMode={type === "number" ? "decimal" : "text"}
            value={listed}
            onChange={setListed}
          />
        ) : type === "number" ? (
          <NumberValue condition={condition} onChange={onChange} />
        ) : type === "time" ? (
          <Time value={condition["value"]} onChange={(value) => set("value", value)} />
        ) : (
          <TemplateField
            label={t("conditions.value")}
            placeholder={t("conditions.value")}
            value={listed}
            onChange={setListed}
          />
        )}
      </div>
    </div>
  );
}

/** A moment, stored in seconds. */
function Time({ value, onChange }: { value: unknown; onChange: (value: unknown) => void }) {
  const { t } = useTranslation("panels");
  const { readOnly } = usePanel();
  const seconds = Number(text(value));
  const local = (at: number) =>
    new Date(at * 1000 - new Date(at * 1000).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  return (
    <TextField
      type="datetime-local"
      ariaLabel={t("conditions.value")}
      readOnly={readOnly}
      value={text(value) !== "" && Number.isFinite(seconds) ? local(seconds) : ""}
      onChange={(event) =>
        onChange(event.target.value === "" ? "" : Math.floor(new Date(event.target.value).getTime() / 1000))
      }
    />
  );
}
