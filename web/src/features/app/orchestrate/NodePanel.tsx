import { ArrowRight, Crosshair } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FamilyIcon } from "@/editor/components/Card";
import { Glyph } from "@/run/Glyph";
import { useEditor, useEditorStore, useRun } from "@/editor/context";
import type { DocNode } from "@/editor/graph";
import { record, text as asText } from "@/editor/raw";
import { isKnown, langOf, specOf } from "@/nodes/registry";
import { IconButton } from "@/ui/Button";
import { Callout, EmptyState } from "@/ui/Feedback";
import { formatDuration, formatNumber } from "@/ui/format";
import { JsonTree } from "@/ui/JsonTree";
import { SidePanel } from "@/ui/SidePanel";
import { Tabs } from "@/ui/Tabs";
import { FieldList, RowList } from "./FieldList";
import { StepDetail } from "./StepDetail";

type Tab = "settings" | "lastRun";

/** A node's settings to read, and what it did in the run on the canvas. */
export function NodePanel({ locate }: { locate: (node: string) => void }) {
  const store = useEditorStore();
  const { t, i18n } = useTranslation("canvas");
  const node = useEditor((state) => (state.opened === null ? undefined : state.document.nodes[state.opened]));
  const [tab, setTab] = useState<Tab>("settings");
  if (!node) return null;
  const lang = langOf(i18n.language);
  const name = specOf(node.type).text[lang].name;
  return (
    <SidePanel
      key="node"
      name="node"
      label={node.title || name}
      title={
        <span className="flex items-center gap-2">
          <FamilyIcon type={node.type} />
          <span className="min-w-0 truncate">{node.title || name}</span>
          <span className="shrink-0 text-small font-normal text-fg-3">{isKnown(node.type) ? name : node.type}</span>
        </span>
      }
      actions={
        <IconButton size="compact" label={t("locate")} icon={<Crosshair size={14} />} onClick={() => locate(node.id)} />
      }
      onClose={() => store.getState().open(null)}
      initial={400}
    >
      <Tabs<Tab>
        label={node.title || name}
        value={tab}
        onValueChange={setTab}
        listClassName="sticky top-0 z-10 bg-surface px-4"
        tabs={[
          { value: "settings", label: t("settings"), content: <Settings node={node} /> },
          { value: "lastRun", label: t("lastRun"), content: <LastRun id={node.id} /> },
        ]}
      />
    </SidePanel>
  );
}

function Settings({ node }: { node: DocNode }) {
  const { t, i18n } = useTranslation("canvas");
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
      <Next id={node.id} />
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

function Next({ id }: { id: string }) {
  const { t, i18n } = useTranslation("canvas");
  const store = useEditorStore();
  const document = useEditor((state) => state.document);
  const lang = langOf(i18n.language);
  const edges = (document.outgoing[id] ?? []).flatMap((edge) => document.edges[edge] ?? []);
  return (
    <Section title={t("next")}>
      {edges.length === 0 && <p className="text-base text-fg-3">{t("nothingNext")}</p>}
      <ul className="flex flex-col gap-1">
        {edges.map((edge) => {
          const target = document.nodes[edge.target];
          const way = document.nodes[id]?.handles.find((handle) => handle.id === edge.sourceHandle);
          return (
            <li key={edge.id}>
              <button
                type="button"
                className="flex h-8 w-full items-center gap-2 rounded-control border border-line px-2.5 text-left hover:bg-hover"
                onClick={() => store.getState().open(edge.target)}
              >
                {way?.label && (
                  <span className="text-meta text-fg-3">{way.kind === "fail" ? t("failBranch") : way.label}</span>
                )}
                <ArrowRight size={14} className="text-fg-3" aria-hidden />
                <FamilyIcon type={target?.type ?? ""} size={18} />
                <span className="min-w-0 truncate text-base">
                  {target?.title || specOf(target?.type ?? "").text[lang].name}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function LastRun({ id }: { id: string }) {
  const { t } = useTranslation("canvas");
  const step = useRun((state) => state.trace.steps[state.trace.latest[id] ?? ""]);
  if (!step) return <EmptyState title={t("noRun")} text={t("noRunHelp")} />;
  const facts = [
    t(`status.${step.status}`),
    step.elapsed === null ? "" : formatDuration(step.elapsed),
    step.tokens > 0 ? `${formatNumber(step.tokens)} tok` : "",
  ];
  return (
    <div className="flex flex-col gap-3 p-4">
      <p className="flex items-center gap-2 text-base text-fg">
        <Glyph status={step.status} />
        {facts.filter(Boolean).join(" · ")}
      </p>
      <StepDetail step={step} />
    </div>
  );
}
