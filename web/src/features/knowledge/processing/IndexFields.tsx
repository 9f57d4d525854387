import { useTranslation } from "react-i18next";
import { ModelPicker } from "@/models/ModelPicker";
import { Badge, Callout, RadioCards } from "@/ui";
import type { Options } from "../data";
import { withTechnique, type Settings } from "./settings";

type Props = { value: Settings; onChange: (value: Settings) => void; options: Options; showErrors: boolean };

/** How chunks are found again: by meaning with a model, or by words for nothing. */
export function IndexFields({ value, onChange, options, showErrors }: Props) {
  const { t } = useTranslation("knowledge");
  const bound = value.form !== "text_model";
  return (
    <div className="space-y-4">
      <RadioCards
        hideLabel
        label={t("index.title")}
        columns={1}
        value={value.technique}
        onValueChange={(technique) => onChange(withTechnique(value, technique, options))}
        options={[
          {
            value: "high_quality",
            label: (
              <span className="flex items-center gap-2">
                {t("index.high_quality")}
                <Badge tone="accent">{t("recommended")}</Badge>
              </span>
            ),
            help: t("index.highHelp"),
          },
          {
            value: "economy",
            label: t("index.economy"),
            help: bound ? t("index.economyNot") : t("index.economyHelp"),
            disabled: bound,
          },
        ]}
      />
      {value.technique === "high_quality" && (
        <div>
          <ModelPicker
            titled
            kind="text-embedding"
            label={t("index.model")}
            provider={value.embedding.provider}
            name={value.embedding.model}
            onChoose={(offer) =>
              onChange({ ...value, embedding: { provider: offer.provider, model: offer.model.model } })
            }
          />
          {showErrors && value.embedding.model === "" && (
            <p role="alert" className="mt-1 text-small text-bad">
              {t("index.needModel")}
            </p>
          )}
        </div>
      )}
      {value.form === "qa_model" && <Callout tone="warn">{t("chunk.pairsCost")}</Callout>}
    </div>
  );
}
