import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { readGraph } from "@/editor/graph";
import { PanelContext, Scope, type PanelState } from "@/editor/panel/panel";
import type { Knowledge } from "@/editor/panel/services";
import { indexOf } from "@/editor/variables";
import { MetadataFilter } from "@/nodes/knowledge-retrieval/MetadataFilter";
import { Retrieval } from "@/nodes/knowledge-retrieval/Retrieval";
import { langOf, shapesIn } from "@/nodes/registry";
import { Button, Dialog } from "@/ui";
import { useEditing } from "./edit";
import { basesOf, retrievalOf, withRetrieval } from "./knowledge";

export { BasePicker } from "@/nodes/knowledge-retrieval/BasePicker";
export { BaseRow } from "@/nodes/knowledge-retrieval/BaseRow";

type Props = { knowledge: Knowledge; onClose: () => void };

/** How the knowledge of an app is searched: the fields of the knowledge retrieval node over the app's settings. */
export function RetrievalDialog({ knowledge, onClose }: Props) {
  const { t } = useTranslation("basic");
  const { config } = useEditing();
  const panel = usePanelState();
  const bases = basesOf(config).flatMap((id) => knowledge.all.find((one) => one.id === id) ?? []);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("context.settings")}
      description={t("context.settingsText")}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t("context.done")}
        </Button>
      }
    >
      <PanelContext value={panel}>
        <div className="flex flex-col gap-6">
          <Retrieval bases={bases} ownModel={false} />
          <MetadataFilter bases={bases} plain />
        </div>
      </PanelContext>
    </Dialog>
  );
}

/** Fields of a node's panel read and change the app's settings; there is no graph whose variables they could take. */
function usePanelState(): PanelState {
  const { i18n } = useTranslation();
  const { config, change } = useEditing();
  const lang = langOf(i18n.language);
  return useMemo(() => {
    const globals = { environment_variables: [], conversation_variables: [] };
    return {
      id: "",
      data: retrievalOf(config),
      lang,
      mode: "advanced-chat",
      readOnly: false,
      change: (make) => change((all) => withRetrieval(all, make(retrievalOf(all)))),
      scope: new Scope(indexOf(readGraph({}, shapesIn(lang)), globals, "advanced-chat"), ""),
    };
  }, [config, change, lang]);
}
