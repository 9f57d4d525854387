import { useId } from "react";
import { useTranslation } from "react-i18next";
import { ModelPicker } from "@/models/ModelPicker";
import { NumberField, RadioCards, Segmented, Switch } from "@/ui";
import type { RetrievalModel, Technique } from "./data";
import { METHODS, problemsOf, reranks, THRESHOLD, weightOf, withMethod, withMode, withWeight } from "./retrievalModel";

type Props = {
  value: RetrievalModel;
  onChange: (value: RetrievalModel) => void;
  technique: Technique;
  topKMax: number;
  /** Says what is wrong beside each control. */
  showErrors?: boolean;
};

/** How a base is searched; an economical one only asks how many chunks. Needs the texts `knowledge` and `models`. */
export function RetrievalFields({ value, onChange, technique, topKMax, showErrors = true }: Props) {
  const { t } = useTranslation("knowledge");
  const problems = showErrors ? problemsOf(value, technique, topKMax) : [];
  const high = technique === "high_quality";
  const method = value.search_method === "keyword_search" ? "semantic_search" : value.search_method;
  return (
    <div className="space-y-4">
      {high ? (
        <RadioCards
          label={t("retrieval.method")}
          columns={1}
          value={method}
          onValueChange={(next) => onChange(withMethod(value, next))}
          options={METHODS.map((one) => ({
            value: one,
            label: t(`method.${one}`),
            help: t(`retrieval.help.${one as "hybrid_search"}`),
          }))}
        />
      ) : (
        <p className="text-base text-fg-2">{t("retrieval.words")}</p>
      )}
      {high && method === "hybrid_search" && <Joining value={value} onChange={onChange} />}
      {high && method !== "hybrid_search" && (
        <Switch
          label={t("retrieval.rerank")}
          help={t("retrieval.rerankHelp")}
          checked={value.reranking_enable}
          onCheckedChange={(on) =>
            onChange({ ...value, reranking_enable: on, reranking_mode: on ? "reranking_model" : null })
          }
        />
      )}
      {high && reranks(value) && (
        <div>
          <ModelPicker
            titled
            kind="rerank"
            label={t("retrieval.rerankModel")}
            provider={value.reranking_model?.reranking_provider_name ?? ""}
            name={value.reranking_model?.reranking_model_name ?? ""}
            onChoose={(offer) =>
              onChange({
                ...value,
                reranking_model: {
                  reranking_provider_name: offer.provider,
                  reranking_model_name: offer.model.model,
                },
              })
            }
          />
          {problems.includes("rerankModel") && (
            <p role="alert" className="mt-1 text-small text-bad">
              {t("retrieval.needRerank")}
            </p>
          )}
        </div>
      )}
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
        <NumberField
          className="w-36"
          label={t("retrieval.topK")}
          min={1}
          max={topKMax}
          step={1}
          value={Number.isFinite(value.top_k) ? value.top_k : null}
          onValueChange={(next) => onChange({ ...value, top_k: next ?? Number.NaN })}
          help={t("retrieval.topKHelp")}
          error={problems.includes("topK") && t("retrieval.topKRange", { max: topKMax })}
        />
        {high && <Threshold value={value} onChange={onChange} wrong={problems.includes("threshold")} />}
      </div>
    </div>
  );
}

type Part = Pick<Props, "value" | "onChange">;

/** Both lists of a hybrid search become one by weights or by a model. */
function Joining({ value, onChange }: Part) {
  const { t } = useTranslation("knowledge");
  const id = useId();
  const mode = reranks(value) ? "reranking_model" : "weighted_score";
  const weight = weightOf(value);
  return (
    <div className="space-y-3">
      <Segmented
        label={t("retrieval.joining")}
        value={mode}
        onValueChange={(next) => onChange(withMode(value, next))}
        options={[
          { value: "weighted_score", label: t("retrieval.weights") },
          { value: "reranking_model", label: t("retrieval.byModel") },
        ]}
      />
      {mode === "weighted_score" && (
        <div>
          <label htmlFor={id} className="tabular flex justify-between text-small text-fg-2">
            <span>{t("retrieval.meaning", { weight: weight.toFixed(2) })}</span>
            <span>{t("retrieval.wording", { weight: (1 - weight).toFixed(2) })}</span>
          </label>
          <input
            id={id}
            type="range"
            min={0}
            max={1}
            step={0.05}
            value={weight}
            className="mt-1 h-4 w-full accent-accent"
            onChange={(event) => onChange(withWeight(value, Number(event.target.value)))}
          />
        </div>
      )}
    </div>
  );
}

function Threshold({ value, onChange, wrong }: Part & { wrong: boolean }) {
  const { t } = useTranslation("knowledge");
  const on = value.score_threshold_enabled;
  return (
    <div className="min-w-40">
      <Switch
        label={t("retrieval.threshold")}
        help={t("retrieval.thresholdHelp")}
        checked={on}
        onCheckedChange={(next) =>
          onChange({ ...value, score_threshold_enabled: next, score_threshold: value.score_threshold ?? THRESHOLD })
        }
      />
      {on && (
        <NumberField
          className="mt-2 w-28"
          ariaLabel={t("retrieval.threshold")}
          min={0}
          max={1}
          step={0.05}
          value={value.score_threshold ?? null}
          onValueChange={(next) => onChange({ ...value, score_threshold: next })}
          error={wrong && t("retrieval.thresholdRange")}
        />
      )}
    </div>
  );
}
