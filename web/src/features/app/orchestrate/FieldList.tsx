import { Template, Variable } from "@/editor/components/Variable";
import type { Field, FieldRow } from "@/editor/spec";
import { useTranslation } from "react-i18next";
import { CodeBlock } from "@/ui/CodeBlock";
import { JsonTree } from "@/ui/JsonTree";

/** Settings of a node as rows to read. */
export function FieldList({ fields }: { fields: readonly Field[] }) {
  return (
    <dl className="flex flex-col gap-3">
      {fields.map((field, index) => (
        <div key={index}>
          <dt className="mb-1 text-small font-medium text-fg-2">{field.label}</dt>
          <dd className="min-w-0 text-base text-fg">
            <Value field={field} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ field }: { field: Field }) {
  const { t } = useTranslation("canvas");
  const none = <span className="text-fg-3">{t("none")}</span>;
  switch (field.kind) {
    case "text":
      return field.value === "" ? none : <span className="break-words">{field.value}</span>;
    case "template":
      return field.value === "" ? (
        none
      ) : (
        <div className="max-h-72 overflow-y-auto rounded-control border border-line bg-sunken px-3 py-2 text-base leading-6 break-words whitespace-pre-wrap">
          <Template text={field.value} />
        </div>
      );
    case "variable":
      return field.value.length === 0 ? none : <Variable selector={field.value} />;
    case "code":
      return <CodeBlock code={field.value} title={field.language} className="[&_pre]:max-h-96" />;
    case "switch":
      return <span>{field.value ? t("on") : t("off")}</span>;
    case "json":
      return <JsonTree value={field.value} label={field.label} />;
    case "rows":
      return field.value.length === 0 ? none : <RowList rows={field.value} />;
  }
}

export function RowList({ rows }: { rows: readonly FieldRow[] }) {
  return (
    <ul className="overflow-hidden rounded-control border border-line">
      {rows.map((row, index) => (
        <li
          key={index}
          className="flex min-h-8 flex-wrap items-center gap-x-2 border-b border-line/60 px-2.5 py-1 last:border-b-0"
        >
          {row.name !== "" && <span className="font-mono text-small text-fg">{row.name}</span>}
          {row.type && <span className="text-meta text-fg-3">{row.type}</span>}
          {row.selector !== undefined && row.selector.length > 0 && (
            <span className="min-w-0 max-w-full">
              <Variable selector={row.selector} />
            </span>
          )}
          {row.note && <span className="ml-auto min-w-0 text-small break-words text-fg-2">{row.note}</span>}
        </li>
      ))}
    </ul>
  );
}
