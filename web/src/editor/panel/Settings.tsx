import { createElement, Suspense, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { isKnown, langOf, panelOf, specOf } from "@/nodes/registry";
import { Callout, ErrorBlock, Skeleton } from "@/ui/Feedback";
import { JsonTree } from "@/ui/JsonTree";
import { NextStep } from "../components/NextStep";
import { useAppMode, useChangeNode, useNode, useReadOnly } from "../useNode";
import { Boundary } from "./Boundary";
import { AreaInput } from "./fields/inputs";
import { Failures } from "./Failures";
import { Outputs } from "./Outputs";
import { PanelContext, usePanel, useScope, type PanelState } from "./panel";
import { useServices } from "./services";
import "./panel.css";

interface Props {
  id: string;
  locate: (node: string) => void;
}

/** Everything that can be set on a node. */
export function Settings({ id, locate }: Props) {
  const { i18n } = useTranslation("panels");
  const node = useNode(id);
  const change = useChangeNode(id);
  const readOnly = useReadOnly();
  const mode = useAppMode();
  const scope = useScope(id);
  const lang = langOf(i18n.language);
  const data = node?.data;
  const state = useMemo<PanelState | null>(
    () => (data ? { id, data, lang, mode, readOnly, change, scope, locate } : null),
    [id, data, lang, mode, readOnly, change, scope, locate],
  );
  if (!node || !state) return null;
  return (
    <PanelContext value={state} key={id}>
      <div className="flex flex-col gap-5 p-4">
        <Description />
        <Form type={node.type} />
        <NextStep id={id} />
      </div>
    </PanelContext>
  );
}

function Description() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const stored = panel.text("desc");
  if (panel.readOnly && stored === "") return null;
  return (
    <AreaInput
      ariaLabel={t("description")}
      placeholder={t("description")}
      rows={1}
      maxRows={5}
      value={stored}
      onChange={(value) => panel.set(["desc"], value)}
    />
  );
}

function Form({ type }: { type: string }) {
  const { t } = useTranslation("panels");
  const { id, data, change, lang, readOnly, scope } = usePanel();
  const panel = panelOf(type);
  const { Fields } = useServices();
  const spec = specOf(type);
  return (
    <>
      {!isKnown(type) && (
        <>
          <Callout tone="warn">{t("unknownType", { type })}</Callout>
          <JsonTree value={data} label={t("stored")} />
        </>
      )}
      {panel && (
        <Boundary fallback={<ErrorBlock title={t("broken")} />}>
          <Suspense fallback={<Skeleton className="h-40" />}>
            {createElement(panel, { id, data, change, text: spec.text[lang], lang, readOnly })}
          </Suspense>
        </Boundary>
      )}
      {!panel && isKnown(type) && <Fields type={type} data={data} lang={lang} />}
      {!OWN_OUTPUTS.has(type) && <Outputs variables={scope.index.outputs(id)} />}
      <Failures type={type} />
    </>
  );
}

/** Types whose outputs are edited in the panel itself. */
const OWN_OUTPUTS = new Set(["code", "end", "start", "llm"]);
