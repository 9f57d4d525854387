import { Hammer, Plus, Search, SearchX, Workflow } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useToolProviders, type ToolProvider } from "@/api/tools";
import { may, useWorkspace } from "@/api/workspace";
import { wordsIn } from "@/forms/schema";
import { useExplain } from "@/i18n/useExplain";
import { Button, EmptyState, ErrorBlock, Segmented, Select, Skeleton, TextField } from "@/ui";
import { ApiToolDialog } from "./ApiToolDialog";
import { LABELS, useLabelWords } from "./labels";
import { ProviderCard } from "./ProviderCard";
import { ProviderPanel } from "./ProviderPanel";
import { KINDS, useToolSearch, type Kind } from "./search";
import { WorkflowToolDialog } from "./WorkflowToolDialog";

/** What a dialog works on: a new custom tool, one that is changed, or a workflow to choose. */
export type Editing = { what: "api"; id?: string } | { what: "workflow"; appId?: string };

const textOf = (provider: ToolProvider) =>
  [provider.name, ...provider.labels, ...provider.tools.map((tool) => tool.name)]
    .concat(
      [
        provider.label,
        provider.description,
        ...provider.tools.flatMap((tool) => [tool.label, tool.description]),
      ].flatMap((words) => Object.values(words)),
    )
    .join(" ")
    .toLowerCase();

const matches = (provider: ToolProvider, query: string, label: string | undefined) =>
  (!label || provider.labels.includes(label)) &&
  query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => textOf(provider).includes(word));

export function ToolsPage() {
  const { t, i18n } = useTranslation("tools");
  const { search, kind, change } = useToolSearch();
  const allowed = may.administrate(useWorkspace().data?.role);
  const providers = useToolProviders();
  const [editing, setEditing] = useState<Editing>();
  const all = providers.data?.data ?? [];
  const open = search.id ? all.find((one) => one.id === search.id && one.type === kind) : undefined;
  const count = (one: Kind) => all.filter((provider) => provider.type === one).length;
  const publishing =
    editing ?? (search.publish && allowed ? { what: "workflow" as const, appId: search.publish } : null);
  const close = () => {
    setEditing(undefined);
    if (search.publish) change({ publish: undefined });
  };
  return (
    <div className="flex min-h-0 flex-1">
      <main className="min-h-0 min-w-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-[1360px] px-4 pb-8 sm:px-6">
          <div className="flex min-h-8 items-center justify-between gap-3 pt-5 pb-4">
            <h1 className="text-title">{t("title")}</h1>
            {allowed && kind === "api" && (
              <Button variant="primary" icon={<Plus size={16} />} onClick={() => setEditing({ what: "api" })}>
                {t("createApi")}
              </Button>
            )}
            {allowed && kind === "workflow" && (
              <Button variant="primary" icon={<Plus size={16} />} onClick={() => setEditing({ what: "workflow" })}>
                {t("publishWorkflow")}
              </Button>
            )}
          </div>
          <div className="mb-4 flex flex-wrap items-center gap-2">
            <Segmented
              label={t("kinds")}
              value={kind}
              onValueChange={(tab) => change({ tab: tab === "builtin" ? undefined : tab, id: undefined })}
              options={KINDS.map((value) => ({
                value,
                label: (
                  <>
                    {t(`kind.${value}`)}
                    {providers.data && <span className="tabular ml-1 text-small text-fg-3">{count(value)}</span>}
                  </>
                ),
              }))}
            />
            <TextField
              type="search"
              className="w-56 max-sm:w-full"
              ariaLabel={t("search")}
              placeholder={t("search")}
              leading={<Search size={14} />}
              value={search.q ?? ""}
              onChange={(event) => change({ q: event.target.value || undefined })}
            />
            <LabelFilter value={search.label} onChange={(label) => change({ label })} />
          </div>
          <Cards
            providers={all.filter((one) => one.type === kind && matches(one, (search.q ?? "").trim(), search.label))}
            state={providers}
            allowed={allowed}
            onCreate={setEditing}
          />
        </div>
      </main>
      {open && (
        <ProviderPanel
          key={`${open.type}.${open.id}`}
          provider={open}
          title={wordsIn(open.label, i18n.language) || open.name}
          allowed={allowed}
          onEdit={setEditing}
          onClose={() => change({ id: undefined })}
        />
      )}
      {publishing?.what === "api" && <ApiToolDialog id={publishing.id} onClose={close} />}
      {publishing?.what === "workflow" && <WorkflowToolDialog appId={publishing.appId} onClose={close} />}
    </div>
  );
}

function LabelFilter({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (label: string | undefined) => void;
}) {
  const { t } = useTranslation("tools");
  const word = useLabelWords();
  return (
    <Select
      className="w-36"
      ariaLabel={t("labels")}
      value={value ?? "all"}
      onValueChange={(label) => onChange(label === "all" ? undefined : label)}
      options={[{ value: "all", label: t("allLabels") }, ...LABELS.map((one) => ({ value: one, label: word(one) }))]}
    />
  );
}

type CardsProps = {
  providers: readonly ToolProvider[];
  state: { error: Error | null; isPending: boolean; refetch: () => unknown };
  allowed: boolean;
  onCreate: (editing: Editing) => void;
};

function Cards({ providers, state, allowed, onCreate }: CardsProps) {
  const { t } = useTranslation("tools");
  const explain = useExplain();
  const { search, kind, change } = useToolSearch();
  if (state.error) return <ErrorBlock {...explain(state.error)} onRetry={() => void state.refetch()} />;
  if (!state.isPending && providers.length === 0) {
    if (search.q ?? search.label) {
      return (
        <EmptyState
          icon={<SearchX size={20} />}
          title={t("empty.none")}
          text={t("empty.noneText")}
          action={<Button onClick={() => change({ q: undefined, label: undefined })}>{t("empty.clear")}</Button>}
        />
      );
    }
    const create = () => onCreate({ what: kind === "workflow" ? "workflow" : "api" });
    return (
      <EmptyState
        icon={kind === "workflow" ? <Workflow size={20} /> : <Hammer size={20} />}
        title={t(`empty.${kind}`)}
        text={t(`empty.${kind}Text`)}
        action={
          allowed &&
          kind !== "builtin" && (
            <Button variant="primary" onClick={create}>
              {t(kind === "api" ? "createApi" : "publishWorkflow")}
            </Button>
          )
        }
      />
    );
  }
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(280px,1fr))] gap-3" aria-busy={state.isPending}>
      {state.isPending
        ? Array.from({ length: 9 }, (_, index) => (
            <li key={index}>
              <Skeleton className="h-[128px] rounded-card" />
            </li>
          ))
        : providers.map((provider) => (
            <ProviderCard
              key={provider.id}
              provider={provider}
              current={search.id === provider.id}
              onOpen={() => change({ id: provider.id })}
            />
          ))}
    </ul>
  );
}
