import { useNavigate, useParams } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Button, ErrorBlock, IconPicker, Skeleton, TextArea, TextField, toast } from "@/ui";
import { useDataset, useDatasetChanges, useOptions, type Dataset, type Options } from "../data";
import { DESCRIPTION_MOST, NAME_MOST } from "../facts";
import { DeleteBaseDialog } from "../list/DeleteBaseDialog";
import { RetrievalFields } from "../RetrievalFields";
import { changesOf, draftOf, embedsAnew, problemOf, type Draft } from "./draft";
import { EmbedDialog } from "./EmbedDialog";
import { IndexSection } from "./IndexSection";
import { PermissionSection } from "./PermissionSection";

/** What a knowledge base is called, who sees it, and how it is searched. */
export default function SettingsPage() {
  const { datasetId } = useParams({ from: "/console/knowledge/$datasetId/settings" });
  const explain = useExplain();
  const base = useDataset(datasetId).data;
  const options = useOptions();
  if (options.error)
    return <ErrorBlock className="m-6" {...explain(options.error)} onRetry={() => void options.refetch()} />;
  if (!base || !options.data) return <Skeleton className="m-6 h-64" />;
  return <Form key={base.id} base={base} options={options.data} />;
}

function Form({ base, options }: { base: Dataset; options: Options }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const explain = useExplain();
  const navigate = useNavigate();
  const { update } = useDatasetChanges();
  const [draft, setDraft] = useState(() => draftOf(base));
  const [asking, setAsking] = useState<"embed" | "delete" | null>(null);
  const set = (next: Partial<Draft>) => setDraft((old) => ({ ...old, ...next }));
  const changes = changesOf(base, draft);
  const count = Object.keys(changes).length;
  const problem = problemOf(draft, options.top_k_max);
  const technique = draft.technique ?? "high_quality";
  const save = () =>
    update.mutate(
      { id: base.id, ...changes },
      {
        onSuccess: (saved) => {
          setDraft(draftOf(saved));
          setAsking(null);
          toast.ok(t("common:saved"));
        },
        onError: () => setAsking(null),
      },
    );
  const submit = () => {
    if (problem || update.isPending || count === 0) return;
    if (embedsAnew(base, draft)) setAsking("embed");
    else save();
  };
  return (
    <main className="flex min-h-0 flex-1 flex-col">
      <div className="relative min-h-0 flex-1 overflow-y-auto">
        <form
          noValidate
          className="mx-auto max-w-3xl px-4 pb-8 sm:px-6"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <h1 className="pt-5 pb-4 text-title">{t("page.settings")}</h1>
          <div className="space-y-6">
            <Section title={t("set.basics")}>
              <div className="flex items-start gap-2">
                <div className="pt-6">
                  <IconPicker label={t("set.icon")} value={draft.icon} onChange={(icon) => set({ icon })} />
                </div>
                <TextField
                  className="flex-1"
                  label={t("name")}
                  autoComplete="off"
                  maxLength={NAME_MOST}
                  value={draft.name}
                  onChange={(event) => set({ name: event.target.value })}
                  error={problem === "name" && t("needName")}
                />
              </div>
              <TextArea
                label={t("description")}
                optional
                help={t("descriptionHelp")}
                maxLength={DESCRIPTION_MOST}
                value={draft.description}
                onChange={(event) => set({ description: event.target.value })}
              />
            </Section>
            <Section title={t("set.permission")}>
              <PermissionSection base={base} draft={draft} onChange={set} showError={problem === "members"} />
            </Section>
            <Section title={t("index.title")}>
              <IndexSection base={base} draft={draft} options={options} onChange={set} />
            </Section>
            {draft.technique && (
              <Section title={t("retrieval.title")}>
                <RetrievalFields
                  value={draft.retrieval}
                  onChange={(retrieval) => set({ retrieval })}
                  technique={technique}
                  topKMax={options.top_k_max}
                />
              </Section>
            )}
            <Section title={t("set.danger")}>
              <div className="flex flex-wrap items-center justify-between gap-3">
                <p className="text-base text-fg-2">{t("set.dangerText")}</p>
                <Button className="text-bad" onClick={() => setAsking("delete")}>
                  {t("set.delete")}
                </Button>
              </div>
            </Section>
            {update.error && <ErrorBlock {...explain(update.error)} />}
          </div>
        </form>
      </div>
      {count > 0 && (
        <footer className="flex flex-wrap items-center gap-2 border-t bg-surface px-4 py-3 sm:px-6">
          <span aria-live="polite" className="flex-1 text-base text-fg-2">
            {problem ? t("unsound") : t("set.changes", { count })}
          </span>
          <Button onClick={() => setDraft(draftOf(base))}>{t("set.discard")}</Button>
          <Button variant="primary" loading={update.isPending} disabled={problem !== undefined} onClick={submit}>
            {t("common:save")}
          </Button>
        </footer>
      )}
      {asking === "embed" && (
        <EmbedDialog
          base={base}
          upgrade={base.indexing_technique === "economy"}
          model={draft.embedding.model}
          pending={update.isPending}
          onConfirm={save}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === "delete" && (
        <DeleteBaseDialog
          base={base}
          onClose={() => setAsking(null)}
          onDeleted={() => void navigate({ to: "/knowledge" })}
        />
      )}
    </main>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="rounded-card border bg-surface p-4">
      <h2 className="mb-3 text-read font-semibold">{title}</h2>
      <div className="space-y-4">{children}</div>
    </section>
  );
}
