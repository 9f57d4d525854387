import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/error";
import { useDefaultModels } from "@/api/providers";
import { useExplain } from "@/i18n/useExplain";
import { Button, ErrorBlock, Skeleton, TextField } from "@/ui";
import { useDatasetChanges, useDocumentChanges, useOptions, type Dataset } from "../data";
import { NAME_MOST } from "../facts";
import { ProcessStep } from "../processing/ProcessStep";
import { initialSettings, processRule, type Settings } from "../processing/settings";
import { SourceStep, type SourceKind, type TextSource } from "./SourceStep";
import { fingerprint } from "./fingerprint";
import { Steps } from "./Steps";
import { useUploads } from "./useUploads";

type Props = {
  title: string;
  /** The base that gets the documents; without one a new base is made. */
  base?: Dataset | undefined;
  step: "source" | "process";
  goTo: (step: "source" | "process") => void;
  onStarted: (datasetId: string, batch: string) => void;
};

/** From files or a text to documents that are being processed. Going back loses nothing. */
export function Wizard({ title, base, step, goTo, onStarted }: Props) {
  const { t } = useTranslation("knowledge");
  const explain = useExplain();
  const options = useOptions();
  const defaults = useDefaultModels();
  const uploads = useUploads(options.data);
  const [kind, setKind] = useState<SourceKind>("files");
  const [text, setText] = useState<TextSource>({ name: "", text: "" });
  const [name, setName] = useState("");
  const [changed, setSettings] = useState<Settings>();
  const create = useStart(base, onStarted);
  if (options.error)
    return <ErrorBlock className="m-6" {...explain(options.error)} onRetry={() => void options.refetch()} />;
  const chosen = defaults.data?.data["text-embedding"];
  const settings =
    changed ??
    (options.data && !defaults.isPending
      ? initialSettings(options.data, {
          base,
          embedding: chosen ? { provider: chosen.provider, model: chosen.model } : undefined,
        })
      : undefined);
  const sources =
    kind === "files"
      ? uploads.uploaded.map((one) => ({ key: one.id, name: one.name, uploadId: one.id }))
      : [{ key: `text ${fingerprint(text.text)}`, name: text.name.trim() || t("source.text"), text: text.text }];
  const missing = problemOf(kind, uploads, text);
  const shown = step === "process" && missing === undefined ? "process" : "source";
  return (
    <main className="flex min-h-0 flex-1 flex-col">
      <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b bg-surface px-4 py-3 sm:px-6">
        <h1 className="text-panel font-semibold">{title}</h1>
        <Steps current={shown} />
      </header>
      {shown === "source" ? (
        <Frame
          footer={
            <>
              <Cancel base={base} />
              <span className="flex-1" />
              <Button
                variant="primary"
                disabledReason={missing && t(`source.missing.${missing}`)}
                onClick={() => goTo("process")}
              >
                {t("next")}
              </Button>
            </>
          }
        >
          <SourceStep
            options={options.data}
            kind={kind}
            onKind={setKind}
            uploads={uploads}
            text={text}
            onText={setText}
          />
        </Frame>
      ) : settings && options.data ? (
        <ProcessStep
          settings={settings}
          onChange={setSettings}
          options={options.data}
          sources={sources}
          base={base}
          submitText={t("start")}
          submitting={create.pending}
          onSubmit={() =>
            create.start(
              { settings, name: name.trim() },
              kind === "files"
                ? { files: uploads.uploaded.map((one) => one.id) }
                : { text: { name: text.name.trim(), text: text.text } },
            )
          }
          error={create.error && !isTaken(create.error) && <ErrorBlock {...explain(create.error)} />}
          back={<Button onClick={() => goTo("source")}>{t("previous")}</Button>}
        >
          {!base && (
            <TextField
              label={t("name")}
              optional
              placeholder={(sources[0]?.name ?? "").replace(/\.[^.]+$/, "").slice(0, NAME_MOST)}
              help={t("nameHelp")}
              autoComplete="off"
              maxLength={NAME_MOST}
              value={name}
              onChange={(event) => setName(event.target.value)}
              error={isTaken(create.error) && explain(create.error).title}
            />
          )}
        </ProcessStep>
      ) : (
        <Frame>
          <Skeleton className="h-64" />
        </Frame>
      )}
    </main>
  );
}

const isTaken = (error: Error | null) => error instanceof ApiError && error.code === "dataset_name_duplicate";

function problemOf(kind: SourceKind, uploads: ReturnType<typeof useUploads>, text: TextSource) {
  if (kind === "text") return text.text.trim() === "" || text.name.trim() === "" ? "text" : undefined;
  if (uploads.busy) return "busy";
  return uploads.uploaded.length === 0 ? "files" : undefined;
}

function Frame({ children, footer }: { children: ReactNode; footer?: ReactNode }) {
  return (
    <>
      <div className="relative min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-2xl px-4 py-6 sm:px-6">{children}</div>
      </div>
      {footer && <footer className="flex items-center gap-2 border-t bg-surface px-4 py-3 sm:px-6">{footer}</footer>}
    </>
  );
}

function Cancel({ base }: { base: Dataset | undefined }) {
  const { t } = useTranslation("common");
  return (
    <Button asChild>
      {base ? (
        <Link to="/knowledge/$datasetId/documents" params={{ datasetId: base.id }}>
          {t("cancel")}
        </Link>
      ) : (
        <Link to="/knowledge">{t("cancel")}</Link>
      )}
    </Button>
  );
}

type Source = { files: string[] } | { text: TextSource };

/** Makes the base, or adds to it. */
function useStart(base: Dataset | undefined, onStarted: Props["onStarted"]) {
  const { init } = useDatasetChanges();
  const { add } = useDocumentChanges(base?.id ?? "");
  const start = ({ settings, name }: { settings: Settings; name: string }, source: Source) => {
    const decision = {
      indexing_technique: settings.technique,
      retrieval_model: settings.retrieval,
      ...(settings.technique === "high_quality" && {
        embedding_model_provider: settings.embedding.provider,
        embedding_model: settings.embedding.model,
      }),
    };
    const body = {
      ...source,
      doc_form: settings.form,
      doc_language: settings.language,
      process_rule: processRule(settings),
      ...(!base?.indexing_technique && decision),
    };
    if (base) add.mutate(body, { onSuccess: ({ batch }) => onStarted(base.id, batch) });
    else
      init.mutate(
        { ...body, description: "", ...(name && { name }) },
        { onSuccess: ({ dataset, batch }) => onStarted(dataset.id, batch) },
      );
  };
  return { start, pending: init.isPending || add.isPending, error: init.error ?? add.error };
}
