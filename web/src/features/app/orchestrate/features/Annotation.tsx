import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Callout } from "@/ui";
import { patchIn, rawOf, textOf } from "../basic/config";
import { ModelPicker } from "@/models/ModelPicker";
import { KEYS } from "./feature";
import type { CardProps } from "./FeaturesDialog";

/** How alike a question must be, and which model compares. */
export function Annotation({ features, onChange }: CardProps) {
  const { t } = useTranslation("basic");
  const id = useId();
  const stored = rawOf(features[KEYS.annotation]);
  const model = rawOf(stored["embedding_model"]);
  const threshold = typeof stored["score_threshold"] === "number" ? stored["score_threshold"] : 0.9;
  const name = textOf(model["embedding_model_name"]);
  const set = (more: Record<string, unknown>) => onChange((all) => patchIn(all, KEYS.annotation, more));
  return (
    <div className="space-y-4">
      <div>
        <span className="mb-1 flex items-baseline text-base font-medium">
          <label htmlFor={id} className="flex-1">
            {t("features.annotation.threshold")}
          </label>
          <output className="tabular text-small text-fg-2">{threshold.toFixed(2)}</output>
        </span>
        <input
          id={id}
          type="range"
          min={0.8}
          max={1}
          step={0.01}
          value={threshold}
          className="h-5 w-full accent-accent"
          onChange={(event) => set({ score_threshold: Number(event.target.value) })}
        />
        <span className="flex justify-between text-small text-fg-3">
          <span>{t("features.annotation.alike")}</span>
          <span>{t("features.annotation.same")}</span>
        </span>
      </div>
      <ModelPicker
        titled
        kind="text-embedding"
        label={t("features.annotation.model")}
        provider={textOf(model["embedding_provider_name"])}
        name={name}
        onChoose={(offer) =>
          set({
            embedding_model: { embedding_provider_name: offer.provider, embedding_model_name: offer.model.model },
            score_threshold: threshold,
          })
        }
      />
      {name === "" && <Callout tone="warn">{t("features.annotation.noModel")}</Callout>}
    </div>
  );
}
