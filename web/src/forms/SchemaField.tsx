import { useTranslation } from "react-i18next";
import { NumberField, RadioCards, SecretField, Select, Switch, TextArea, TextField } from "@/ui";
import { BrokenJson, wordsIn, type FieldSchema } from "./schema";

type Props = {
  field: FieldSchema;
  label: string;
  value: unknown;
  masked: unknown;
  disabled: boolean;
  error: string | undefined;
  onChange: (value: unknown) => void;
};

const asText = (value: unknown) =>
  typeof value === "string" ? value : value === undefined || value === null ? "" : String(value);
const isTrue = (value: unknown) => value === true || value === "true";

/** The control of one declared type. A type that is not known gets a JSON field, so that nothing is hidden or lost. */
export function SchemaField({ field, label, value, masked, disabled, error, onChange }: Props) {
  const { i18n } = useTranslation();
  const placeholder = wordsIn(field.placeholder, i18n.language);
  const help = wordsIn(field.help, i18n.language);
  const shared = { label, error, disabled, optional: !field.required, ...(help ? { help } : {}) };
  const options = (field.options ?? []).map((option) => ({
    value: option.value,
    label: wordsIn(option.label, i18n.language) || option.value,
  }));
  switch (field.type) {
    case "text-input":
    case "string":
      return (
        <TextField
          {...shared}
          placeholder={placeholder}
          value={asText(value)}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "secret-input":
      return (
        <SecretField
          {...shared}
          placeholder={placeholder}
          masked={typeof masked === "string" && masked !== "" ? masked : undefined}
          value={typeof value === "string" ? value : undefined}
          onValueChange={onChange}
        />
      );
    case "paragraph":
    case "text":
      return (
        <TextArea
          {...shared}
          placeholder={placeholder}
          value={asText(value)}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "number":
    case "int":
    case "float":
      return (
        <NumberField
          {...shared}
          placeholder={placeholder}
          value={value === "" || value === undefined || value === null ? null : Number(value)}
          onValueChange={(next) => onChange(next ?? undefined)}
          {...(typeof field.min === "number" ? { min: field.min } : {})}
          {...(typeof field.max === "number" ? { max: field.max } : {})}
          step={field.type === "float" ? "any" : 1}
        />
      );
    case "select":
    case "radio":
      return options.length <= 3 ? (
        <RadioCards
          label={label}
          error={error}
          disabled={disabled}
          value={asText(value)}
          onValueChange={onChange}
          options={options}
        />
      ) : (
        <Select
          {...shared}
          placeholder={placeholder}
          value={asText(value)}
          onValueChange={onChange}
          options={options}
        />
      );
    case "boolean":
    case "switch":
    case "checkbox":
      return (
        <Switch
          label={label}
          help={help}
          disabled={disabled}
          checked={isTrue(value)}
          onCheckedChange={(next) => onChange(typeof field.default === "string" ? String(next) : next)}
        />
      );
    default:
      return (
        <JsonField
          {...shared}
          known={["object", "array", "any", "json"].includes(field.type)}
          value={value}
          onChange={onChange}
        />
      );
  }
}

function JsonField({
  known,
  value,
  onChange,
  ...shared
}: { known: boolean; value: unknown; onChange: (value: unknown) => void } & Pick<
  Props,
  "label" | "error" | "disabled"
>) {
  const { t } = useTranslation("forms");
  const text = value instanceof BrokenJson ? value.text : value === undefined ? "" : JSON.stringify(value, null, 2);
  const read = (typed: string): unknown => {
    if (typed.trim() === "") return undefined;
    try {
      return JSON.parse(typed) as unknown;
    } catch {
      return new BrokenJson(typed);
    }
  };
  return (
    <TextArea
      {...shared}
      {...(known ? {} : { help: t("unknownType") })}
      mono
      spellCheck={false}
      defaultValue={text}
      onChange={(event) => onChange(read(event.target.value))}
    />
  );
}
