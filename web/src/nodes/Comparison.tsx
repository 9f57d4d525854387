import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { NumberInput } from "@/editor/panel/fields/inputs";
import { VariableField } from "@/editor/panel/fields/VariableField";
import { usePanel } from "@/editor/panel/panel";
import { TemplateField } from "@/editor/panel/text/TextField";
import { freshId, setIn } from "@/editor/panel/write";
import { record, records, strings, text, type Raw } from "@/editor/raw";
import { FILE_KEYS } from "@/editor/variables";
import { Button, IconButton } from "@/ui/Button";
import { Checkbox } from "@/ui/Choice";
import { Select } from "@/ui/Select";
import { Segmented } from "@/ui/Tabs";
import { FILE_CHOICES, fileOperators, operatorsFor, takesNothing, valueKind } from "./comparisons";
import { operator as operatorWords } from "./operators";

export function Joint({ joint, onJoint }: { joint: string; onJoint: (joint: "and" | "or") => void }) {
  const { t } = useTranslation("panels");
  const { readOnly } = usePanel();
  return (
    <div className={readOnly ? "pointer-events-none" : ""}>
      <Segmented
        label={t("conditions.joint")}
        value={joint === "or" ? "or" : "and"}
        onValueChange={(next) => onJoint(next as "and" | "or")}
        options={[
          { value: "and", label: t("conditions.and") },
          { value: "or", label: t("conditions.or") },
        ]}
      />
    </div>
  );
}

interface ComparisonProps {
  condition: Raw;
  type: string;
  onChange: (condition: Raw) => void;
  inside?: boolean;
}

/** Operator and value of a condition. */
export function Comparison({ condition, type, onChange, inside = false }: ComparisonProps) {
  const { t } = useTranslation("panels");
  const { lang, readOnly } = usePanel();
  const key = text(condition["key"]);
  const operator = text(condition["comparison_operator"]);
  const known = operatorsFor(type, key);
  const operators = operator === "" || known.includes(operator) ? known : [operator, ...known];
  const kind = valueKind(type, operator, key);
  const choose = (next: string) => {
    let changed = setIn(condition, ["comparison_operator"], next);
    if (takesNothing(next) !== takesNothing(operator) && takesNothing(next)) changed = setIn(changed, ["value"], "");
    onChange(changed);
  };
  const name = t("conditions.operator");
  return (
    <div className="flex flex-col gap-1.5">
      <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] items-start gap-1.5">
        <Select
          ariaLabel={name}
          disabled={readOnly}
          placeholder={name}
          value={operator || undefined}
          onValueChange={choose}
          options={operators.map((value) => ({ value, label: operatorWords(value, lang) }))}
        />
        <ValueField kind={kind} condition={condition} attribute={key} onChange={onChange} inside={inside} />
      </div>
      {kind === "files" && (
        <SubConditions
          value={record(condition["sub_variable_condition"])}
          onChange={(value) => onChange(setIn(condition, ["sub_variable_condition"], value))}
        />
      )}
    </div>
  );
}

function ValueField({
  kind,
  condition,
  attribute,
  onChange,
  inside,
}: {
  kind: string;
  condition: Raw;
  attribute: string;
  onChange: (condition: Raw) => void;
  inside: boolean;
}) {
  const { t } = useTranslation("panels");
  const { readOnly } = usePanel();
  const value = condition["value"];
  const set = (next: unknown) => onChange(setIn(condition, ["value"], next));
  const label = t("conditions.value");
  if (kind === "none" || kind === "files") return <span />;
  if (kind === "boolean") {
    return (
      <div className={readOnly ? "pointer-events-none" : ""}>
        <Segmented
          label={label}
          value={String(value === true || value === "true" || value === 1 || value === "1")}
          onValueChange={(next) => set(next === "true")}
          options={[
            { value: "true", label: t("yes") },
            { value: "false", label: t("no") },
          ]}
        />
      </div>
    );
  }
  if (kind === "choice")
    return <Choices value={strings(value)} options={FILE_CHOICES[attribute] ?? []} onChange={set} />;
  if (kind === "number") return <NumberValue condition={condition} onChange={onChange} inside={inside} />;
  return (
    <TemplateField
      label={label}
      placeholder={label}
      inside={inside}
      value={Array.isArray(value) ? strings(value).join(", ") : text(value)}
      onChange={(next) => set(Array.isArray(value) ? next.split(/\s*,\s*/).filter(Boolean) : next)}
    />
  );
}

const REFERENCE = /^\{\{#([^{}#\n]+)#\}\}$/;

/** A number, or a variable that holds one. */
export function NumberValue({
  condition,
  onChange,
  inside = false,
}: {
  condition: Raw;
  onChange: (condition: Raw) => void;
  inside?: boolean;
}) {
  const { t } = useTranslation("panels");
  const { readOnly } = usePanel();
  const stored = text(condition["value"]);
  const reference = REFERENCE.exec(stored.trim())?.[1];
  const variable = condition["numberVarType"] === "variable" || reference !== undefined;
  const label = t("conditions.value");
  return (
    <div className="flex min-w-0 items-start gap-1">
      <Select
        className="w-[72px] shrink-0"
        ariaLabel={t("kind.label")}
        disabled={readOnly}
        value={variable ? "variable" : "constant"}
        onValueChange={(kind) => onChange({ ...condition, numberVarType: kind, value: "" })}
        options={[
          { value: "constant", label: "123" },
          { value: "variable", label: "{x}" },
        ]}
      />
      <div className="min-w-0 flex-1">
        {variable ? (
          <VariableField
            ariaLabel={label}
            types={["number"]}
            inside={inside}
            value={reference ? reference.split(".") : []}
            onChange={(selector) => onChange(setIn(condition, ["value"], `{{#${selector.join(".")}#}}`))}
          />
        ) : (
          <NumberInput
            ariaLabel={label}
            placeholder={label}
            step="any"
            value={stored.trim() === "" || Number.isNaN(Number(stored)) ? null : Number(stored)}
            onChange={(next) => onChange(setIn(condition, ["value"], next === null ? "" : String(next)))}
          />
        )}
      </div>
    </div>
  );
}

function Choices({
  value,
  options,
  onChange,
}: {
  value: readonly string[];
  options: readonly string[];
  onChange: (value: string[]) => void;
}) {
  const { t } = useTranslation("panels");
  const { readOnly } = usePanel();
  return (
    <div className="flex flex-wrap gap-x-3 gap-y-1 py-1.5">
      {options.map((one) => (
        <Checkbox
          key={one}
          disabled={readOnly}
          label={t(`file.${one as "image"}`)}
          checked={value.includes(one)}
          onCheckedChange={(on) => onChange(on ? [...value, one] : value.filter((other) => other !== one))}
        />
      ))}
    </div>
  );
}

/** Conditions on the attributes of every file of a list. */
export function SubConditions({ value, onChange }: { value: Raw; onChange: (value: Raw) => void }) {
  const { t } = useTranslation("panels");
  const { readOnly } = usePanel();
  const conditions = records(value["conditions"]);
  const put = (next: Raw[]) => onChange({ logical_operator: "and", ...value, conditions: next });
  return (
    <div className="flex flex-col gap-2 border-l-2 border-line pl-2">
      {conditions.length > 1 && (
        <Joint
          joint={text(value["logical_operator"])}
          onJoint={(joint) => onChange({ ...value, logical_operator: joint })}
        />
      )}
      {conditions.map((one, index) => (
        <FileCondition
          key={text(one["id"]) || index}
          condition={one}
          onChange={(next) => put(conditions.with(index, next))}
          onRemove={() => put(conditions.toSpliced(index, 1))}
        />
      ))}
      {!readOnly && (
        <Button
          size="inline"
          className="self-start"
          icon={<Plus size={12} />}
          onClick={() =>
            put([...conditions, { id: freshId(), key: "name", comparison_operator: "contains", value: "" }])
          }
        >
          {t("conditions.addFile")}
        </Button>
      )}
    </div>
  );
}

/** A condition on one attribute of a file. */
export function FileCondition({
  condition,
  onChange,
  onRemove,
}: {
  condition: Raw;
  onChange: (condition: Raw) => void;
  onRemove?: () => void;
}) {
  const { t } = useTranslation("panels");
  const { readOnly } = usePanel();
  const key = text(condition["key"]) || "name";
  const choose = (next: string) => {
    const operators = fileOperators(next);
    const operator = text(condition["comparison_operator"]);
    const fresh = next in FILE_CHOICES || key in FILE_CHOICES;
    onChange({
      ...condition,
      key: next,
      comparison_operator: operators.includes(operator) ? operator : operators[0],
      ...(fresh ? { value: next in FILE_CHOICES ? [] : "" } : {}),
    });
  };
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-center gap-1.5">
        <Select
          className="min-w-0 flex-1"
          ariaLabel={t("file.attribute")}
          disabled={readOnly}
          value={key}
          onValueChange={choose}
          options={FILE_KEYS.map((value) => ({ value, label: t(`file.key.${value as "name"}`) }))}
        />
        {onRemove && !readOnly && (
          <IconButton size="compact" label={t("remove")} icon={<Trash2 size={14} />} onClick={onRemove} />
        )}
      </div>
      <Comparison condition={{ ...condition, key }} type="file" onChange={onChange} />
    </div>
  );
}
