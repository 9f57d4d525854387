import { ChevronRight, Search, SearchX } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { operationsOf, useApiDescription, type ApiDescription, type Operation } from "@/api/openapi";
import { EmptyState, ErrorBlock, Segmented, Skeleton, TextField } from "@/ui";
import { OperationDetail } from "./OperationDetail";

const AREAS = { service: "/v1", page: "/api", console: "/console/api" } as const;
type Area = keyof typeof AREAS;

/** Every route of the server, grouped, from its own description. */
export function ReferencePage() {
  const { t } = useTranslation("reference");
  const told = useApiDescription();
  return (
    <main className="min-h-dvh overflow-y-auto bg-app">
      <div className="mx-auto max-w-[960px] px-4 py-6 sm:px-6">
        <h1 className="text-title text-fg">{t("title")}</h1>
        {told.error && <ErrorBlock className="mt-4" title={t("failed")} onRetry={() => void told.refetch()} />}
        {told.isPending && <Skeleton className="mt-4 h-96 rounded-card" />}
        {told.data && <Content told={told.data} />}
      </div>
    </main>
  );
}

function Content({ told }: { told: ApiDescription }) {
  const { t } = useTranslation("reference");
  const [area, setArea] = useState<Area>("service");
  const [query, setQuery] = useState("");
  const wanted = useDeferredValue(query.trim().toLowerCase());
  const groups = useMemo(() => grouped(told, area, wanted), [told, area, wanted]);
  return (
    <>
      <p className="mt-1 max-w-prose text-base whitespace-pre-line text-fg-2">{t(`text.${area}`)}</p>
      <div className="mt-4 flex flex-wrap items-center gap-2">
        <Segmented
          label={t("area")}
          value={area}
          onValueChange={setArea}
          options={(["service", "page", "console"] as const).map((value) => ({ value, label: t(`areas.${value}`) }))}
        />
        <TextField
          className="min-w-56 flex-1 sm:max-w-80"
          ariaLabel={t("search")}
          placeholder={t("search")}
          leading={<Search size={14} />}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <a href="/openapi.json" className="ml-auto text-base text-accent-text hover:underline">
          openapi.json
        </a>
      </div>
      {groups.length === 0 && <EmptyState icon={<SearchX size={20} />} title={t("none")} />}
      {groups.map(([tag, description, operations]) => (
        <section key={tag} aria-label={tag} className="mt-6">
          <h2 className="text-panel text-fg first-letter:uppercase">{tag.replace(/^service API: /, "")}</h2>
          <p className="text-base text-fg-3">{description}</p>
          <ul className="mt-2 divide-y divide-line rounded-card border bg-surface">
            {operations.map((operation) => (
              <Entry key={operation.method + operation.path} told={told} operation={operation} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Entry({ told, operation }: { told: ApiDescription; operation: Operation }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full items-center gap-3 rounded-card px-3 py-2.5 text-left hover:bg-hover"
      >
        <ChevronRight aria-hidden size={14} className={open ? "shrink-0 rotate-90" : "shrink-0"} />
        <span className="w-14 shrink-0 font-mono text-small font-semibold text-accent-text">{operation.method}</span>
        <span className="min-w-0 flex-1">
          <code className="block font-mono text-small break-all text-fg">{operation.path}</code>
          <span className="block text-small text-fg-3">{operation.facts.summary}</span>
        </span>
      </button>
      {open && (
        <div className="border-t border-line px-4 py-3">
          <OperationDetail told={told} operation={operation} />
        </div>
      )}
    </li>
  );
}

function grouped(told: ApiDescription, area: Area, wanted: string): [string, string, Operation[]][] {
  const described = new Map(told.tags?.map((tag) => [tag.name, tag.description]));
  const found = new Map<string, Operation[]>();
  for (const operation of operationsOf(told)) {
    if (!operation.path.startsWith(`${AREAS[area]}/`)) continue;
    const text = `${operation.method} ${operation.path} ${operation.facts.summary ?? ""}`.toLowerCase();
    if (wanted && !text.includes(wanted)) continue;
    const tag = operation.facts.tags?.[0] ?? "";
    found.set(tag, [...(found.get(tag) ?? []), operation]);
  }
  const order = [...described.keys()];
  return [...found]
    .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .map(([tag, operations]) => [tag, described.get(tag) ?? "", operations]);
}
