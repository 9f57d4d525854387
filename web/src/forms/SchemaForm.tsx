import { useTranslation } from "react-i18next";
import { SchemaField } from "./SchemaField";
import { isShown, wordsIn, type FieldSchema, type Problem, type Values } from "./schema";

type Props = {
  fields: readonly FieldSchema[];
  values: Values;
  onChange: (values: Values) => void;
  /** Stored secrets as the server masks them. */
  masked?: Values;
  /** Values that decide what is shown but are not part of the form. */
  context?: Values;
  /** What is wrong, by field; the server's own words may be given too. */
  problems?: Record<string, Problem | { text: string }>;
  disabled?: boolean;
};

/** A form drawn from the server's declarations; fields that depend on others appear in place. */
export function SchemaForm({
  fields,
  values,
  onChange,
  masked = {},
  context = {},
  problems = {},
  disabled = false,
}: Props) {
  const { t, i18n } = useTranslation("forms");
  const all = { ...context, ...values };
  const declared = new Set(fields.map((field) => field.variable));
  const others = Object.keys(values).filter((name) => !declared.has(name) && values[name] !== undefined);
  const words = (problem: Problem | { text: string } | undefined, field: FieldSchema) => {
    if (problem === undefined) return undefined;
    if (typeof problem === "object") return problem.text;
    if (problem === "tooLong") return t("tooLong", { count: field.max_length ?? 0 });
    if (problem === "range") return t("range", { min: field.min ?? "−∞", max: field.max ?? "∞" });
    return t(problem);
  };
  return (
    <div className="space-y-4">
      {fields
        .filter((field) => isShown(field.show_on, all))
        .map((field) => (
          <SchemaField
            key={field.variable}
            field={{ ...field, options: field.options?.filter((option) => isShown(option.show_on, all)) ?? null }}
            label={wordsIn(field.label, i18n.language) || field.variable}
            value={values[field.variable]}
            masked={masked[field.variable]}
            disabled={disabled}
            error={words(problems[field.variable], field)}
            onChange={(value) => onChange({ ...values, [field.variable]: value })}
          />
        ))}
      {others.length > 0 && (
        <section className="space-y-4 border-t pt-3">
          <h3 className="text-small text-fg-3">{t("otherValues")}</h3>
          {others.map((name) => (
            <SchemaField
              key={name}
              field={{ variable: name, type: "unknown" }}
              label={name}
              value={values[name]}
              masked={undefined}
              disabled={disabled}
              error={undefined}
              onChange={(value) => onChange({ ...values, [name]: value })}
            />
          ))}
        </section>
      )}
    </div>
  );
}
