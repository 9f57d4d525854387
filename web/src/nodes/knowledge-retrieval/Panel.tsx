import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Rows } from "@/editor/panel/fields/Rows";
import { VariableField } from "@/editor/panel/fields/VariableField";
import { usePanel } from "@/editor/panel/panel";
import { Nothing, Section } from "@/editor/panel/parts";
import { useServices } from "@/editor/panel/services";
import { moved } from "@/editor/panel/write";
import { Button } from "@/ui/Button";
import { BasePicker } from "./BasePicker";
import { BaseRow } from "./BaseRow";
import { MetadataFilter } from "./MetadataFilter";
import { Retrieval } from "./Retrieval";

export function Panel() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const ids = panel.strings("dataset_ids");
  const knowledge = useServices().useKnowledge();
  const chosen = ids.map((id) => knowledge.all.find((one) => one.id === id));
  const put = (next: string[]) => panel.set(["dataset_ids"], next);
  return (
    <>
      <Section title={t("knowledge.query")} help={t("knowledge.queryHelp")} required>
        <VariableField
          ariaLabel={t("knowledge.query")}
          types={["string"]}
          value={panel.strings("query_variable_selector")}
          onChange={(selector) => panel.set(["query_variable_selector"], selector)}
        />
      </Section>
      <Section title={t("knowledge.images")} help={t("knowledge.imagesHelp")}>
        <VariableField
          clearable
          ariaLabel={t("knowledge.images")}
          types={["file", "array[file]"]}
          value={panel.strings("query_attachment_selector")}
          onChange={(selector) => panel.set(["query_attachment_selector"], selector)}
        />
      </Section>
      <Section
        title={t("knowledge.bases")}
        required
        actions={
          !panel.readOnly && (
            <BasePicker
              knowledge={knowledge}
              chosen={ids}
              onChange={put}
              trigger={
                <Button size="inline" variant="ghost" aria-label={t("knowledge.add")} icon={<Plus size={12} />}>
                  {t("add")}
                </Button>
              }
            />
          )
        }
      >
        {ids.length === 0 && <Nothing>{t("knowledge.none")}</Nothing>}
        <Rows
          items={ids}
          label={(id, index) => chosen[index]?.name ?? id}
          onMove={(from, to) => put(moved(ids, from, to))}
          onRemove={(index) => put(ids.toSpliced(index, 1))}
          row={(id, index) => <BaseRow id={id} base={chosen[index]} knowledge={knowledge} />}
        />
      </Section>
      <Retrieval bases={chosen.filter((one) => one !== undefined)} />
      <MetadataFilter bases={chosen.filter((one) => one !== undefined)} />
    </>
  );
}
