import type { Dataset, DocForm, Document, Options, ProcessRule, RetrievalModel, Technique } from "../data";

type Rules = NonNullable<ProcessRule["rules"]>;
export type Segmentation = NonNullable<Rules["segmentation"]>;
export type Cleaning = "remove_extra_spaces" | "remove_urls_emails";
export type ParentMode = "paragraph" | "full-doc";

/** Everything that the processing step asks. */
export type Settings = {
  form: DocForm;
  /** The language of generated questions and answers. */
  language: string;
  general: Segmentation;
  parentMode: ParentMode;
  parent: Segmentation;
  child: Segmentation;
  cleaning: Record<Cleaning, boolean>;
  technique: Technique;
  embedding: { provider: string; model: string };
  retrieval: RetrievalModel;
};

export const LANGUAGES = ["Chinese", "English", "Japanese"] as const;
const SHORTEST = 10;

const cleaningOf = (rule: ProcessRule): Settings["cleaning"] => {
  const on = (id: Cleaning) => rule.rules?.pre_processing_rules?.some((one) => one.id === id && one.enabled) ?? false;
  return { remove_extra_spaces: on("remove_extra_spaces"), remove_urls_emails: on("remove_urls_emails") };
};
const NONE: Segmentation = { separator: "\\n\\n", max_tokens: 1024, chunk_overlap: 50 };

/** The rules that the server begins with. */
export function ruleDefaults({ chunk_defaults }: Pick<Options, "chunk_defaults">) {
  const { general, hierarchical } = chunk_defaults;
  return {
    general: general.rules?.segmentation ?? NONE,
    parentMode: hierarchical.rules?.parent_mode ?? ("paragraph" as const),
    parent: hierarchical.rules?.segmentation ?? NONE,
    child: hierarchical.rules?.subchunk_segmentation ?? NONE,
    cleaning: cleaningOf(general),
  };
}

/** A rule that was kept, over the rules to begin with. */
function withRule<T extends ReturnType<typeof ruleDefaults>>(settings: T, form: DocForm, rule: ProcessRule): T {
  if (!rule.rules) return settings;
  const { segmentation, subchunk_segmentation, parent_mode } = rule.rules;
  const cleaning = cleaningOf(rule);
  if (form !== "hierarchical_model") return { ...settings, cleaning, general: segmentation ?? settings.general };
  return {
    ...settings,
    cleaning,
    parent: segmentation ?? settings.parent,
    child: subchunk_segmentation ?? settings.child,
    parentMode: parent_mode ?? settings.parentMode,
  };
}

/**
 * What the step shows at first: the server's defaults, then what the base has already decided, then the document's own
 * rule. Without a usable embedding model a new base begins as an economical one.
 */
export function initialSettings(
  options: Options,
  given: { base?: Dataset | undefined; document?: Document | undefined; embedding?: Settings["embedding"] | undefined },
): Settings {
  const { base, document, embedding } = given;
  const technique: Technique = base?.indexing_technique ?? (embedding?.model ? "high_quality" : "economy");
  const form = document?.doc_form ?? base?.doc_form ?? "text_model";
  const rule = document?.process_rule ?? base?.process_rule;
  const settings: Settings = {
    form,
    language: document?.doc_language ?? "English",
    ...ruleDefaults(options),
    technique,
    embedding: base?.embedding_model
      ? { provider: base.embedding_model_provider ?? "", model: base.embedding_model }
      : (embedding ?? { provider: "", model: "" }),
    retrieval: base?.indexing_technique ? base.retrieval_model : options.retrieval_defaults[technique],
  };
  return rule ? withRule(settings, form, rule) : settings;
}

/** The rule as the server takes it. */
export function processRule(settings: Settings): ProcessRule {
  const pre_processing_rules = (["remove_extra_spaces", "remove_urls_emails"] as const).map((id) => ({
    id,
    enabled: settings.cleaning[id],
  }));
  if (settings.form !== "hierarchical_model")
    return { mode: "custom", rules: { pre_processing_rules, segmentation: settings.general } };
  return {
    mode: "hierarchical",
    rules: {
      pre_processing_rules,
      segmentation: settings.parent,
      parent_mode: settings.parentMode,
      subchunk_segmentation: settings.child,
    },
  };
}

/** Another technique brings its own way of searching; only general chunks go without an embedding model. */
export const withTechnique = (settings: Settings, technique: Technique, options: Options): Settings =>
  technique === settings.technique
    ? settings
    : {
        ...settings,
        technique,
        form: technique === "economy" ? "text_model" : settings.form,
        retrieval: options.retrieval_defaults[technique],
      };

/** Parents and pairs are found by meaning, so they take the base to high quality. */
export const withForm = (settings: Settings, form: DocForm, options: Options): Settings =>
  form === "text_model" ? { ...settings, form } : { ...withTechnique(settings, "high_quality", options), form };

export type Where = "general" | "parent" | "child";
export type RuleProblem = { where: Where; what: "length" | "overlap" | "separator" };

const ofPart = (where: Where, part: Segmentation, most: number): RuleProblem[] => [
  ...(Number.isInteger(part.max_tokens) && part.max_tokens >= SHORTEST && part.max_tokens <= most
    ? []
    : [{ where, what: "length" as const }]),
  ...(Number.isInteger(part.chunk_overlap) && part.chunk_overlap >= 0 && part.chunk_overlap < part.max_tokens
    ? []
    : [{ where, what: "overlap" as const }]),
  ...(part.separator === "" ? [{ where, what: "separator" as const }] : []),
];

/** What keeps the chunk rules from being tried or saved. */
export function ruleProblems(settings: Settings, most: number): RuleProblem[] {
  if (settings.form !== "hierarchical_model") return ofPart("general", settings.general, most);
  const parent = settings.parentMode === "full-doc" ? [] : ofPart("parent", settings.parent, most);
  return [...parent, ...ofPart("child", settings.child, most)];
}

/** What a preview depends on; it is out of date when this text has changed. */
export const previewKey = (settings: Settings) =>
  JSON.stringify([settings.form, settings.form === "qa_model" ? settings.language : "", processRule(settings)]);
export const SHORTEST_CHUNK = SHORTEST;
