import { useTranslation } from "react-i18next";
import { NextStep } from "@/editor/components/NextStep";
import { record, text as asText } from "@/editor/raw";
import { useNode } from "@/editor/useNode";
import { isKnown, langOf, specOf } from "@/nodes/registry";
import { Callout } from "@/ui/Feedback";
import { JsonTree } from "@/ui/JsonTree";
import { FieldList, RowList } from "./FieldList";

/** The settings of a node to read. */
export function Settings({ id }: { id: string; locate: (node: string) => void }) {
  const { t, i18n } = useTranslation("canvas");
  const node = useNode(id);
  if (!node) return null;
  const lang = langOf(i18n.language);
  const spec = specOf(node.type);
  const fields = spec.fields?.(node.data, spec.text[lang], lang) ?? [];
  const outputs = spec.outputs?.(node.data) ?? [];
  const description = asText(node.data["desc"]);
  return (
    <div className="flex flex-col gap-5 p-4">
      {description !== "" && <p className="text-base whitespace-pre-wrap text-fg-2">{description}</p>}
      {!isKnown(node.type) && (
        <>
          <Callout tone="warn">{t("unknownType", { type: node.type })}</Callout>
          <JsonTree value={node.data} label={t("settings")} />
        </>
      )}
      <FieldList fields={fields} />
      {outputs.length > 0 && (
        <Section title={t("outputs")}>
          <RowList rows={outputs} />
        </Section>
      )}
      <Failures data={node.data} />
      <NextStep id={node.id} />
    </div>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <h3 className="mb-1 text-small font-medium text-fg-2">{title}</h3>
      {children}
    </section>
  );
}

function Failures({ data }: { data: Record<string, unknown> }) {
  const { t } = useTranslation("canvas");
  const retry = record(data["retry_config"]);
  const strategy = asText(data["error_strategy"]);
  return (
    <>
      {retry["retry_enabled"] === true && (
        <Section title={t("retry")}>
          {t("retryTimes", { times: asText(retry["max_retries"]), interval: asText(retry["retry_interval"]) })}
        </Section>
      )}
      {strategy === "fail-branch" && <Section title={t("onError")}>{t("failBranchLong")}</Section>}
      {strategy === "default-value" && (
        <Section title={t("onError")}>
          <p className="mb-1">{t("defaultValue")}</p>
          <JsonTree value={data["default_value"]} label={t("defaultValue")} />
        </Section>
      )}
    </>
  );
}
