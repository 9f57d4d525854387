import { Link, useParams } from "@tanstack/react-router";
import { Settings2 } from "lucide-react";
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { Badge, Button, Callout, Skeleton, TextArea } from "@/ui";
import { useDataset, type Dataset, type RetrievalModel } from "../data";
import { MOST_QUERY, useKept, useTest } from "./data";
import { Records } from "./Records";
import { Results } from "./Results";
import { SettingsDialog } from "./SettingsDialog";

/** Asks a knowledge base as apps do, and shows what is found and why. */
export default function RetrievalPage() {
  const { t } = useTranslation("segments");
  const { datasetId } = useParams({ from: "/console/knowledge/$datasetId/retrieval" });
  const base = useDataset(datasetId).data;
  return (
    <main className="flex min-h-0 flex-1 flex-col overflow-y-auto lg:flex-row lg:overflow-hidden">
      <section className="shrink-0 space-y-4 border-line px-4 py-5 sm:px-6 lg:w-[400px] lg:overflow-y-auto lg:border-r">
        <div>
          <h1 className="text-title">{t("test.title")}</h1>
          <p className="text-base text-fg-2">{t("test.text")}</p>
        </div>
        {base ? <Ask key={datasetId} base={base} /> : <Skeleton className="h-40" />}
        <Records key={`records.${datasetId}`} base={datasetId} />
      </section>
      {base && <Results key={`results.${datasetId}`} base={base} />}
    </main>
  );
}

function Ask({ base }: { base: Dataset }) {
  const { t } = useTranslation("segments");
  const [kept, keep] = useKept(base.id);
  const test = useTest(base.id);
  const [open, setOpen] = useState(false);
  const long = kept.text.length > MOST_QUERY;
  const ready = kept.text.trim() !== "" && !long;
  const submit = () => {
    if (!ready || test.isPending) return;
    const query = kept.text.trim();
    keep({ asked: query, result: undefined, failed: undefined, asking: true });
    test.mutate(
      { query, model: kept.model },
      {
        onSuccess: (result) => keep({ result, asking: false }),
        onError: (failed) => keep({ failed, asking: false }),
      },
    );
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing || event.shiftKey) return;
    event.preventDefault();
    submit();
  };
  const use = (model: RetrievalModel | undefined) => {
    keep({ model });
    setOpen(false);
  };
  return (
    <form
      noValidate
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <NoModel base={base} />
      <TextArea
        label={t("test.query")}
        aside={
          <span className={long ? "tabular text-bad" : "tabular"}>
            {kept.text.length} / {MOST_QUERY}
          </span>
        }
        placeholder={t("test.placeholder")}
        rows={4}
        value={kept.text}
        error={long ? t("test.long", { most: MOST_QUERY }) : undefined}
        onChange={(event) => keep({ text: event.target.value })}
        onKeyDown={keys}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button icon={<Settings2 size={14} />} onClick={() => setOpen(true)}>
          {t(`test.method.${(kept.model ?? base.retrieval_model).search_method}`)}
        </Button>
        {kept.model && <Badge tone="info">{t("test.differs")}</Badge>}
        <span className="flex-1" />
        <Button type="submit" variant="primary" loading={test.isPending} disabled={!ready}>
          {t("test.submit")}
        </Button>
      </div>
      {open && <SettingsDialog base={base} value={kept.model} onUse={use} onClose={() => setOpen(false)} />}
    </form>
  );
}

/** The model that made the vectors is gone: nothing can be compared with them. */
function NoModel({ base }: { base: Dataset }) {
  const { t } = useTranslation("segments");
  if (base.indexing_technique !== "high_quality" || base.embedding_available) return null;
  return (
    <Callout tone="warn" title={t("test.noModel")}>
      {t("test.noModelText", { model: base.embedding_model ?? "–" })}{" "}
      <Link to="." search={(all: object) => ({ ...all, settings: "providers" })}>
        {t("test.providers")}
      </Link>
    </Callout>
  );
}
