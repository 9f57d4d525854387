import { useTranslation } from "react-i18next";
import type { Dataset, Document, Technique } from "../data";

/** The rules that documents are processed with, in words. */
export function RuleSummary({ base, document }: { base: Dataset; document: Document }) {
  const { t } = useTranslation("knowledge");
  const rules = document.process_rule?.rules;
  const child = document.doc_form === "hierarchical_model" ? rules?.subchunk_segmentation : undefined;
  const whole = rules?.parent_mode === "full-doc" && document.doc_form === "hierarchical_model";
  const tokens = (count: number) => t("tokenCount", { count });
  const index = (technique: Technique) =>
    technique === "economy"
      ? t("index.economy")
      : [t("index.high_quality"), base.embedding_model].filter(Boolean).join(" · ");
  const cleaning = (rules?.pre_processing_rules ?? [])
    .filter((rule) => rule.enabled && rule.id !== "remove_stopwords")
    .map((rule) => t(`chunk.rule.${rule.id as "remove_urls_emails"}`));
  const lines: [string, string | undefined][] = [
    [t("chunk.structure"), t(`chunk.form.${document.doc_form}`)],
    [t("chunk.parent"), whole ? t("chunk.fullDoc") : undefined],
    [t("chunk.length"), whole || !rules?.segmentation ? undefined : tokens(rules.segmentation.max_tokens)],
    [t("chunk.child"), child ? tokens(child.max_tokens) : undefined],
    [t("chunk.cleaning"), cleaning.length > 0 ? cleaning.join(t("listJoin")) : t("noneOfThem")],
    [t("index.title"), base.indexing_technique ? index(base.indexing_technique) : undefined],
    [t("retrieval.title"), `${t(`method.${base.retrieval_model.search_method}`)} · Top ${base.retrieval_model.top_k}`],
  ];
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 rounded-card border bg-surface p-4 text-base">
      {lines.flatMap(([name, value]) =>
        value === undefined
          ? []
          : [
              <div key={name} className="contents">
                <dt className="text-fg-3">{name}</dt>
                <dd className="min-w-0 break-words">{value}</dd>
              </div>,
            ],
      )}
    </dl>
  );
}
