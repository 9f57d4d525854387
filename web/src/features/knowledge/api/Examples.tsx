import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CODE_LANGUAGES, CODE_NAMES, snippet, type CodeLanguage } from "@/api/snippets";
import { CodeBlock, Segmented, Select } from "@/ui";
import { useDocuments, type Dataset } from "../data";
import { useSegments } from "../segments/data";
import { callOf, OPERATIONS, type Operation } from "./examples";

type Props = { base: Dataset; baseUrl: string; apiKey: string | undefined };

/** Calls that hold the ids of this base, of its newest document and of that one's first chunk. */
export function Examples({ base, baseUrl, apiKey }: Props) {
  const { t } = useTranslation("segments");
  const [chosen, setChosen] = useState<Operation>("retrieve");
  const [language, setLanguage] = useState<CodeLanguage>("curl");
  const document = useDocuments(base.id, { page: 1, limit: 1, sort: "-created_at" }).data?.data[0];
  const place = { base: base.id, document: document?.id ?? "" };
  const segment = useSegments(place, { page: 1, limit: 1 }, document !== undefined).data?.data[0];
  const call = callOf(chosen, {
    base: base.id,
    document: document?.id ?? "DOCUMENT_ID",
    segment: segment?.id ?? "SEGMENT_ID",
    form: base.doc_form ?? "text_model",
    empty: base.indexing_technique === null,
  });
  const code = snippet(call, language, { baseUrl, key: apiKey ?? "YOUR_API_KEY" });
  return (
    <section aria-labelledby="examples-title">
      <h2 id="examples-title" className="text-panel">
        {t("example.title")}
      </h2>
      <p className="mb-3 text-small text-fg-3">{t(apiKey ? "example.ready" : "example.text")}</p>
      <div className="grid gap-4 md:grid-cols-[220px_minmax(0,1fr)]">
        <nav aria-label={t("example.operations")} className="max-md:hidden">
          <ul className="space-y-0.5">
            {OPERATIONS.map((operation) => (
              <li key={operation}>
                <button
                  type="button"
                  aria-current={operation === chosen || undefined}
                  onClick={() => setChosen(operation)}
                  className="flex h-8 w-full items-center rounded-control px-2.5 text-left text-base text-fg-2 hover:bg-hover hover:text-fg aria-[current]:bg-selected aria-[current]:font-medium aria-[current]:text-accent-text"
                >
                  {t(`example.operation.${operation}`)}
                </button>
              </li>
            ))}
          </ul>
        </nav>
        <div className="md:hidden">
          <Select
            ariaLabel={t("example.operations")}
            value={chosen}
            onValueChange={setChosen}
            options={OPERATIONS.map((value) => ({ value, label: t(`example.operation.${value}`) }))}
          />
        </div>
        <div className="min-w-0 space-y-3">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="min-w-0 flex-1 basis-64 text-base text-fg-2">{t(`example.purpose.${chosen}`)}</p>
            <Segmented
              label={t("example.language")}
              value={language}
              onValueChange={setLanguage}
              options={CODE_LANGUAGES.map((value) => ({ value, label: CODE_NAMES[value] }))}
            />
          </div>
          <CodeBlock code={code} title={`${call.method} /v1${call.path.split("?")[0] ?? ""}`} />
          <p className="text-base">
            <a href="/reference" target="_blank" rel="noreferrer" className="text-accent-text hover:underline">
              {t("example.reference")}
            </a>
          </p>
        </div>
      </div>
    </section>
  );
}
