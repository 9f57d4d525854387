import { useState, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui";
import type { Dataset, Options } from "../data";
import { RetrievalFields } from "../RetrievalFields";
import { problemsOf } from "../retrievalModel";
import { ChunkFields } from "./ChunkFields";
import { IndexFields } from "./IndexFields";
import { Preview } from "./Preview";
import { ruleProblems, type Settings } from "./settings";
import type { PreviewSource } from "./usePreview";

type Props = {
  settings: Settings;
  onChange: (settings: Settings) => void;
  options: Options;
  sources: readonly PreviewSource[];
  /** The base that gets the documents; what it has decided is not asked again. */
  base?: Dataset | undefined;
  /** Above the settings, for example the name of a new base. */
  children?: ReactNode;
  error?: ReactNode;
  back: ReactNode;
  submitText: string;
  submitting: boolean;
  onSubmit: () => void;
};

/** Chunk rules, index and retrieval at the left, what they give at the right. */
export function ProcessStep(props: Props) {
  const { settings, onChange, options, sources, base, children, error, back, submitText, submitting, onSubmit } = props;
  const { t } = useTranslation("knowledge");
  const [tried, setTried] = useState(false);
  const decided = Boolean(base?.indexing_technique);
  const sound =
    ruleProblems(settings, options.max_tokens_max).length === 0 &&
    (decided ||
      (problemsOf(settings.retrieval, settings.technique, options.top_k_max).length === 0 &&
        (settings.technique === "economy" || settings.embedding.model !== "")));
  const submit = () => {
    setTried(true);
    if (sound && !submitting) onSubmit();
  };
  const keys = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.currentTarget.querySelector<HTMLElement>("[data-preview]")?.click();
  };
  return (
    // Ctrl and Enter in any field ask for the preview; the button does the same.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className="relative flex min-h-0 flex-1 flex-col max-lg:overflow-y-auto lg:grid lg:grid-cols-[minmax(380px,5fr)_7fr]"
      onKeyDown={keys}
    >
      <div className="flex min-h-0 flex-col max-lg:contents lg:border-r">
        <div className="relative space-y-6 px-4 py-4 sm:px-6 lg:min-h-0 lg:flex-1 lg:overflow-y-auto">
          {children}
          <Section title={t("chunk.title")}>
            <ChunkFields value={settings} onChange={onChange} options={options} fixed={Boolean(base?.doc_form)} />
          </Section>
          {!decided && (
            <>
              <Section title={t("index.title")}>
                <IndexFields value={settings} onChange={onChange} options={options} showErrors={tried} />
              </Section>
              <Section title={t("retrieval.title")}>
                <RetrievalFields
                  value={settings.retrieval}
                  onChange={(retrieval) => onChange({ ...settings, retrieval })}
                  technique={settings.technique}
                  topKMax={options.top_k_max}
                  showErrors={tried}
                />
              </Section>
            </>
          )}
          {decided && <p className="text-small text-fg-3">{t("decided")}</p>}
          {error}
        </div>
        <footer className="flex flex-wrap items-center gap-2 border-t bg-surface px-4 py-3 max-lg:sticky max-lg:bottom-0 max-lg:order-last max-lg:z-10 sm:px-6">
          {back}
          <span className="flex-1" />
          {tried && !sound && (
            <span role="alert" className="text-small text-bad">
              {t("unsound")}
            </span>
          )}
          <Button variant="primary" loading={submitting} onClick={submit}>
            {submitText}
          </Button>
        </footer>
      </div>
      <div className="flex flex-col bg-app max-lg:border-t lg:min-h-0 [&>section]:flex-1">
        <Preview sources={sources} settings={settings} most={options.max_tokens_max} datasetId={base?.id} />
      </div>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="space-y-3 border-t pt-4 first:border-0 first:pt-0">
      <h2 className="text-read font-semibold">{title}</h2>
      {children}
    </section>
  );
}
