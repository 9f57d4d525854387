import { useTranslation } from "react-i18next";
import { useDefaultModels } from "@/api/providers";
import { ModelPicker } from "@/models/ModelPicker";
import { Callout, RadioCards } from "@/ui";
import type { Dataset, Options, Technique } from "../data";
import { kindOf } from "../facts";
import { embedsAnew, type Draft } from "./draft";

type Props = { base: Dataset; draft: Draft; options: Options; onChange: (next: Partial<Draft>) => void };

/** The structure, which stays; the index, which can only be raised; and the model that makes vectors. */
export function IndexSection({ base, draft, options, onChange }: Props) {
  const { t } = useTranslation("knowledge");
  const preset = useDefaultModels().data?.data["text-embedding"];
  if (!draft.technique) return <p className="text-base text-fg-2">{t("set.noIndex")}</p>;
  const before = base.indexing_technique;
  const choose = (technique: Technique) =>
    onChange({
      technique,
      retrieval: technique === before ? base.retrieval_model : options.retrieval_defaults[technique],
      ...(draft.embedding.model === "" &&
        technique === "high_quality" &&
        preset && { embedding: { provider: preset.provider, model: preset.model } }),
    });
  return (
    <>
      <dl className="flex gap-6 text-base">
        <dt className="text-fg-3">{t("chunk.structure")}</dt>
        <dd>{t(`kind.${kindOf(base)}`)}</dd>
      </dl>
      <RadioCards
        hideLabel
        label={t("index.title")}
        value={draft.technique}
        onValueChange={choose}
        options={[
          { value: "high_quality", label: t("index.high_quality"), help: t("index.highHelp") },
          {
            value: "economy",
            label: t("index.economy"),
            help: before === "high_quality" ? t("set.noWayDown") : t("index.economyHelp"),
            disabled: before === "high_quality",
          },
        ]}
      />
      {draft.technique === "high_quality" && (
        <div>
          <ModelPicker
            titled
            kind="text-embedding"
            label={t("index.model")}
            provider={draft.embedding.provider}
            name={draft.embedding.model}
            onChoose={(offer) => onChange({ embedding: { provider: offer.provider, model: offer.model.model } })}
          />
          {draft.embedding.model === "" && (
            <p role="alert" className="mt-1 text-small text-bad">
              {t("set.needModel")}
            </p>
          )}
        </div>
      )}
      {!base.embedding_available && before === "high_quality" && (
        <Callout tone="warn">{t("set.modelGone", { model: base.embedding_model ?? "" })}</Callout>
      )}
      {embedsAnew(base, draft) && <Callout tone="warn">{t("set.embeds", { count: base.document_count })}</Callout>}
    </>
  );
}
