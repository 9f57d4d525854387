import { useTranslation } from "react-i18next";
import { SliderInput } from "@/editor/panel/fields/inputs";
import { usePanel } from "@/editor/panel/panel";
import { Section } from "@/editor/panel/parts";
import { useServices, type Base } from "@/editor/panel/services";
import { setIn } from "@/editor/panel/write";
import { number, record, text } from "@/editor/raw";
import { RadioCards, Switch } from "@/ui/Choice";
import { Callout } from "@/ui/Feedback";
import { Button } from "@/ui/Button";
import { modelOf, withModel } from "../model";
import { mixed, weighable } from "./bases";

type Rerank = "off" | "weighted_score" | "reranking_model";
const MULTIPLE = "multiple_retrieval_config";

/** How passages are found and put in order. */
export function Retrieval({ bases, ownModel = true }: { bases: readonly Base[]; ownModel?: boolean }) {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  return (
    <Section title={t("knowledge.retrieval")}>
      {panel.text("retrieval_mode") === "single" ? <Single ownModel={ownModel} /> : <Multiple bases={bases} />}
    </Section>
  );
}

/** One base chosen by a model: only kept for old files. */
function Single({ ownModel }: { ownModel: boolean }) {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const { ModelField } = useServices();
  const model = panel.record("single_retrieval_config", "model");
  return (
    <div className="flex flex-col gap-3">
      <Callout
        tone="warn"
        action={
          !panel.readOnly && (
            <Button
              size="inline"
              onClick={() =>
                panel.change((data) => ({
                  ...data,
                  retrieval_mode: "multiple",
                  [MULTIPLE]: { top_k: 4, score_threshold: null, reranking_enable: false, ...record(data[MULTIPLE]) },
                }))
              }
            >
              {t("knowledge.toMultiple")}
            </Button>
          )
        }
      >
        {t("knowledge.single")}
      </Callout>
      {ownModel && (
        <ModelField
          label={t("model.title")}
          disabled={panel.readOnly}
          value={modelOf(model)}
          onChange={(choice) => panel.set(["single_retrieval_config", "model"], withModel(model, choice))}
        />
      )}
    </div>
  );
}

function Multiple({ bases }: { bases: readonly Base[] }) {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const { ModelField } = useServices();
  const config = panel.record(MULTIPLE);
  const on = config["reranking_enable"] !== false;
  const mode: Rerank = !on
    ? "off"
    : text(config["reranking_mode"]) === "weighted_score"
      ? "weighted_score"
      : "reranking_model";
  const alike = weighable(bases);
  const threshold = number(config["score_threshold"]);
  const rerank = record(config["reranking_model"]);
  const vector = number(panel.get(MULTIPLE, "weights", "vector_setting", "vector_weight")) ?? 0.7;
  const choose = (next: Rerank) =>
    panel.change((data) => {
      const enabled = setIn(data, [MULTIPLE, "reranking_enable"], next !== "off");
      if (next === "off") return enabled;
      const moded = setIn(enabled, [MULTIPLE, "reranking_mode"], next);
      return next === "weighted_score" && panel.get(MULTIPLE, "weights") === undefined
        ? weighted(moded, 0.7, bases)
        : moded;
    });
  return (
    <div className="flex flex-col gap-4">
      <div className={panel.readOnly ? "pointer-events-none" : ""}>
        <RadioCards<Rerank>
          label={t("knowledge.rerank")}
          columns={3}
          value={mode}
          onValueChange={choose}
          options={(["off", "weighted_score", "reranking_model"] as const).map((value) => ({
            value,
            label: t(`knowledge.by.${value}`),
          }))}
        />
      </div>
      {mode === "off" && mixed(bases) && <Callout tone="warn">{t("knowledge.mixed")}</Callout>}
      {mode === "weighted_score" && !alike && <Callout tone="warn">{t("knowledge.unlike")}</Callout>}
      {mode === "weighted_score" && (
        <SliderInput
          label={t("knowledge.weight")}
          help={t("knowledge.weightHelp", {
            semantic: Math.round(vector * 100),
            keyword: Math.round((1 - vector) * 100),
          })}
          min={0}
          max={1}
          step={0.1}
          value={vector}
          onChange={(next) => panel.change((data) => weighted(data, next, bases), { field: "weights" })}
        />
      )}
      {mode === "reranking_model" && (
        <ModelField
          plain
          kind="rerank"
          label={t("knowledge.rerankModel")}
          disabled={panel.readOnly}
          value={{ provider: text(rerank["provider"]), name: text(rerank["model"]), mode: "", params: {} }}
          onChange={(choice) =>
            panel.set([MULTIPLE, "reranking_model"], { ...rerank, provider: choice.provider, model: choice.name })
          }
        />
      )}
      <SliderInput
        label={t("knowledge.topK")}
        min={1}
        max={Math.max(10, number(config["top_k"]) ?? 4)}
        value={number(config["top_k"]) ?? 4}
        onChange={(next) => panel.set([MULTIPLE, "top_k"], Math.round(next))}
      />
      <div className="flex flex-col gap-2">
        <Switch
          label={t("knowledge.threshold")}
          disabled={panel.readOnly}
          checked={threshold !== null}
          onCheckedChange={(next) => panel.set([MULTIPLE, "score_threshold"], next ? 0.5 : null)}
        />
        {threshold !== null && (
          <SliderInput
            ariaLabel={t("knowledge.threshold")}
            min={0}
            max={1}
            step={0.01}
            value={threshold}
            onChange={(next) => panel.set([MULTIPLE, "score_threshold"], next)}
          />
        )}
      </div>
    </div>
  );
}

function weighted(data: Record<string, unknown>, vector: number, bases: readonly Base[]): Record<string, unknown> {
  const stored = record(record(data[MULTIPLE])["weights"]);
  const [provider = "", ...name] = (bases[0]?.embedding ?? "").split("/");
  const setting = record(stored["vector_setting"]);
  const embedding =
    setting["embedding_model_name"] || name.length === 0
      ? {}
      : { embedding_provider_name: provider, embedding_model_name: name.join("/") };
  return setIn(data, [MULTIPLE, "weights"], {
    weight_type: "customized",
    ...stored,
    vector_setting: { ...embedding, ...setting, vector_weight: vector },
    keyword_setting: { ...record(stored["keyword_setting"]), keyword_weight: Math.round((1 - vector) * 10) / 10 },
  });
}
