import { useTranslation } from "react-i18next";
import { resolve, typeName, type ApiDescription, type Operation, type Schema } from "@/api/openapi";
import { Badge } from "@/ui";

interface Row {
  name: string;
  type: string;
  required: boolean;
  description: string;
}

/** Parameters, body, answer and errors of one operation, from the server's description. */
export function OperationDetail({ told, operation }: { told: ApiDescription; operation: Operation }) {
  const { t } = useTranslation("reference");
  const { facts } = operation;
  const parameters = (facts.parameters ?? [])
    .filter((one) => one.in === "path" || one.in === "query")
    .map((one) => ({
      name: one.name,
      type: typeName(told, one.schema),
      required: one.required === true,
      description:
        one.description ?? resolve(told, one.schema)?.description ?? t(one.in === "path" ? "inPath" : "inQuery"),
    }));
  const body = Object.values(facts.requestBody?.content ?? {})[0]?.schema;
  const answers = Object.entries(facts.responses);
  const [status, answer] = answers.find(([code]) => code.startsWith("2")) ?? [];
  const media = Object.entries(answer?.content ?? {});
  const json = media.find(([name]) => name === "application/json")?.[1].schema;
  const errors = answers.filter(([code]) => /^[45]/.test(code) && code !== "422");
  return (
    <div className="space-y-4">
      {facts.description && (
        <p className="max-w-prose text-base text-fg-2">
          <Told text={facts.description} />
        </p>
      )}
      <Fields title={t("parameters")} rows={parameters} />
      <Fields title={t("body")} rows={rows(told, body)} />
      {status && (
        <section>
          <h4 className="text-base font-medium text-fg">
            {t("answer")} <Badge tone="ok">{status}</Badge>{" "}
            {media.some(([name]) => name === "text/event-stream") && (
              <span className="text-small text-fg-3">{t("stream")}</span>
            )}
          </h4>
          <Fields rows={rows(told, json)} />
        </section>
      )}
      {errors.length > 0 && (
        <section>
          <h4 className="text-base font-medium text-fg">{t("errors")}</h4>
          <ul className="mt-1.5 space-y-1">
            {errors.map(([code, error]) => (
              <li key={code} className="flex gap-2 text-base text-fg-2">
                <Badge tone="bad">{code}</Badge>
                <span>
                  <Told text={error.description ?? ""} />
                </span>
              </li>
            ))}
          </ul>
          <p className="mt-1.5 text-small text-fg-3">{t("errorBody")}</p>
        </section>
      )}
    </div>
  );
}

function rows(told: ApiDescription, schema: Schema | undefined): Row[] {
  const found = resolve(told, schema);
  const required = new Set(found?.required);
  return Object.entries(found?.properties ?? {}).map(([name, one]) => ({
    name,
    type: typeName(told, one),
    required: required.has(name),
    description: one.description ?? resolve(told, one)?.description ?? "",
  }));
}

function Fields({ title, rows: fields }: { title?: string; rows: Row[] }) {
  const { t } = useTranslation("reference");
  if (fields.length === 0) return null;
  return (
    <section>
      {title && <h4 className="text-base font-medium text-fg">{title}</h4>}
      <dl className="mt-1.5 divide-y divide-line rounded-control border">
        {fields.map((row) => (
          <div key={row.name} className="grid gap-x-4 gap-y-0.5 px-3 py-2 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
            <dt className="min-w-0">
              <code className="font-mono text-small font-medium break-all text-fg">{row.name}</code>
              {row.required && <span className="ml-1.5 text-small text-bad">{t("required")}</span>}
              <span className="block font-mono text-small break-words text-fg-3">{row.type}</span>
            </dt>
            <dd className="min-w-0 text-base break-words text-fg-2">
              <Told text={row.description} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** A described text: names in backticks are code. */
export function Told({ text }: { text: string }) {
  return text.split("`").map((piece, index) =>
    index % 2 === 0 ? (
      piece
    ) : (
      <code key={index} className="font-mono text-small">
        {piece}
      </code>
    ),
  );
}
