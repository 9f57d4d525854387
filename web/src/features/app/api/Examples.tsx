import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { App } from "@/api/types";
import { useModelConfig } from "@/api/modelConfig";
import { findOperation, useApiDescription } from "@/api/openapi";
import { useDraft } from "@/api/runs";
import { CODE_LANGUAGES, CODE_NAMES, type CodeLanguage } from "@/api/snippets";
import { CodeBlock, Segmented, Select } from "@/ui";
import { OperationDetail } from "../reference/OperationDetail";
import { callOf, exampleOf, OPERATIONS, sampleInputs, type Mode, type Operation } from "./examples";

type Node = { data?: { type?: string; variables?: unknown } };

/** The input form as the start node of the draft or the configuration of a basic app declares it. */
function useFields(app: App) {
  const graphical = app.mode === "workflow" || app.mode === "advanced-chat";
  const graph = useDraft(app.id, graphical).data?.graph as { nodes?: Node[] } | undefined;
  const form = useModelConfig(app.id, !graphical).data?.config["user_input_form"];
  return useMemo(() => {
    if (Array.isArray(form)) return formFields(form as Record<string, object>[]);
    const start = graph?.nodes?.find((node) => node.data?.type === "start");
    return Array.isArray(start?.data?.variables) ? (start.data.variables as object[]) : [];
  }, [graph, form]);
}

/** A basic app's form is a list of one-key maps from type to settings. */
const formFields = (form: readonly Record<string, object>[]) =>
  form.flatMap((entry) => Object.entries(entry).map(([type, settings]) => ({ ...settings, type })));

export function Examples({ app, baseUrl, apiKey }: { app: App; baseUrl: string; apiKey: string | undefined }) {
  const { t } = useTranslation("app");
  const operations: readonly Operation[] = OPERATIONS[app.mode as Mode];
  const [chosen, setChosen] = useState<Operation>(operations[0] ?? "info");
  const [language, setLanguage] = useState<CodeLanguage>("curl");
  const fields = useFields(app);
  const inputs = useMemo(() => sampleInputs(fields), [fields]);
  const code = exampleOf(chosen, language, { baseUrl, key: apiKey ?? "YOUR_API_KEY", inputs });
  const call = callOf(chosen, inputs);
  const path = `/v1${call.path.split("?")[0]}`;
  const told = useApiDescription();
  const operation = told.data && findOperation(told.data, call.method, path);
  return (
    <section aria-labelledby="examples-title">
      <h2 id="examples-title" className="text-panel">
        {t("api.examples")}
      </h2>
      <p className="mb-3 text-small text-fg-3">{apiKey ? t("api.examplesReady") : t("api.examplesText")}</p>
      <div className="grid gap-4 md:grid-cols-[200px_minmax(0,1fr)]">
        <nav aria-label={t("api.operations")} className="max-md:hidden">
          <ul className="space-y-0.5">
            {operations.map((operation) => (
              <li key={operation}>
                <button
                  type="button"
                  aria-current={operation === chosen || undefined}
                  onClick={() => setChosen(operation)}
                  className="flex h-8 w-full items-center rounded-control px-2.5 text-left text-base text-fg-2 hover:bg-hover hover:text-fg aria-[current]:bg-selected aria-[current]:font-medium aria-[current]:text-accent-text"
                >
                  {t(`api.operation.${operation}`)}
                </button>
              </li>
            ))}
          </ul>
        </nav>
        <div className="md:hidden">
          <Select
            ariaLabel={t("api.operations")}
            value={chosen}
            onValueChange={setChosen}
            options={operations.map((operation) => ({ value: operation, label: t(`api.operation.${operation}`) }))}
          />
        </div>
        <div className="min-w-0 space-y-3">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="min-w-0 flex-1 basis-64 text-base text-fg-2">{t(`api.purpose.${chosen}`)}</p>
            <Segmented
              label={t("api.language")}
              value={language}
              onValueChange={setLanguage}
              options={CODE_LANGUAGES.map((value) => ({ value, label: CODE_NAMES[value] }))}
            />
          </div>
          <CodeBlock code={code} title={`${call.method} ${path}`} />
          {operation && told.data && <OperationDetail told={told.data} operation={operation} />}
          <p className="text-base">
            <a href="/reference" target="_blank" rel="noreferrer" className="text-accent-text hover:underline">
              {t("api.reference")}
            </a>
          </p>
        </div>
      </div>
    </section>
  );
}
