import { Plus, Settings2, Trash2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useServices } from "@/editor/panel/services";
import { withTexts } from "@/i18n";
import { Button, IconButton, Select } from "@/ui";
import { PanelServicesProvider } from "../PanelServices";
import { textOf } from "./config";
import { useEditing } from "./edit";
import { basesOf, withBases } from "./knowledge";
import { Nothing, Section } from "./Section";
import { variablesOf } from "./variables";

const parts = withTexts(() => import("./KnowledgeParts"), "panels");
const BasePicker = lazy(() => parts().then((module) => ({ default: module.BasePicker })));
const BaseRow = lazy(() => parts().then((module) => ({ default: module.BaseRow })));
const RetrievalDialog = lazy(() => parts().then((module) => ({ default: module.RetrievalDialog })));

/** The knowledge that answers may draw on, and how it is searched. */
export function ContextSection() {
  return (
    <PanelServicesProvider>
      <Context />
    </PanelServicesProvider>
  );
}

function Context() {
  const { t } = useTranslation("basic");
  const { mode, config, change } = useEditing();
  const knowledge = useServices().useKnowledge();
  const [open, setOpen] = useState(false);
  const bases = basesOf(config);
  const put = (ids: string[]) => change((all) => withBases(all, ids));
  const add = (
    <Button size="compact" variant="ghost" icon={<Plus size={14} />}>
      {t("add")}
    </Button>
  );
  return (
    <Section
      title={t("context.title")}
      help={t("context.help")}
      count={bases.length}
      actions={
        <>
          {bases.length > 0 && (
            <Button size="compact" variant="ghost" icon={<Settings2 size={14} />} onClick={() => setOpen(true)}>
              {t("context.settings")}
            </Button>
          )}
          <Suspense fallback={add}>
            <BasePicker knowledge={knowledge} chosen={bases} onChange={put} trigger={add} />
          </Suspense>
        </>
      }
    >
      {bases.length === 0 ? (
        <Nothing>{t("context.none")}</Nothing>
      ) : (
        <div className="flex flex-col gap-2 px-4 pb-4">
          <Suspense>
            <ul aria-label={t("context.title")} className="flex flex-col gap-1">
              {bases.map((id) => {
                const base = knowledge.all.find((one) => one.id === id);
                return (
                  <li key={id} className="flex items-center gap-1">
                    <div className="min-w-0 flex-1">
                      <BaseRow id={id} base={base} knowledge={knowledge} />
                    </div>
                    <IconButton
                      size="compact"
                      label={t("context.remove", { name: base?.name ?? id })}
                      icon={<Trash2 size={14} />}
                      onClick={() => put(bases.filter((one) => one !== id))}
                    />
                  </li>
                );
              })}
            </ul>
          </Suspense>
          {mode === "agent-chat" && <p className="text-small text-fg-3">{t("context.agent")}</p>}
          {mode === "completion" && <Query />}
        </div>
      )}
      {open && (
        <Suspense>
          <RetrievalDialog knowledge={knowledge} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </Section>
  );
}

/** A text generator has no question: one of its variables is searched for. */
function Query() {
  const { t } = useTranslation("basic");
  const { config, change } = useEditing();
  const texts = variablesOf(config).filter((one) => one.kind !== "checkbox" && one.kind !== "external_data_tool");
  const query = textOf(config["dataset_query_variable"]);
  const known = texts.some((one) => one.name === query);
  return (
    <Select
      label={t("context.query")}
      help={t("context.queryHelp")}
      error={known ? undefined : t(texts.length > 0 ? "context.needQuery" : "context.needVariable")}
      placeholder={t("context.chooseQuery")}
      value={known ? query : undefined}
      onValueChange={(name) => change((all) => ({ ...all, dataset_query_variable: name }))}
      options={texts.map((one) => ({ value: one.name, label: one.label, hint: one.name }))}
    />
  );
}
