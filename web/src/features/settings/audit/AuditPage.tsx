import { ScrollText, Search, SearchX } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAudit, type AuditFilter } from "@/api/audit";
import { useMembers } from "@/api/workspace";
import { useExplain } from "@/i18n/useExplain";
import { Button, EmptyState, ErrorBlock, Pager, Select, Skeleton, TextField } from "@/ui";
import { AuditEntry } from "./AuditEntry";

const GROUPS = ["workspace", "member", "app", "api_key", "site", "provider", "tool", "extension"] as const;
const PERIODS = { all: 0, day: 86_400, week: 604_800, month: 2_592_000 } as const;
type Period = keyof typeof PERIODS;
const LIMIT = 20;

/** Who changed what in the workspace. */
export function AuditPage() {
  const { t } = useTranslation("settings");
  const explain = useExplain();
  const members = useMembers().data?.data ?? [];
  const [page, setPage] = useState(1);
  const [narrow, setNarrow] = useState<AuditFilter>({});
  const [period, setPeriod] = useState<Period>("all");
  const [target, setTarget] = useState("");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const list = useAudit({ ...narrow, page, limit: LIMIT });
  const change = (part: AuditFilter) => {
    setPage(1);
    setNarrow((old) => Object.fromEntries(Object.entries({ ...old, ...part }).filter(([, value]) => value)));
  };
  const clear = () => {
    clearTimeout(timer.current);
    setPage(1);
    setNarrow({});
    setPeriod("all");
    setTarget("");
  };
  const rows = list.data?.data;
  return (
    <div className="space-y-3 pb-4">
      <p className="text-base text-fg-2">{t("audit.text")}</p>
      <div className="flex flex-wrap items-center gap-2">
        <Select
          className="w-40"
          ariaLabel={t("audit.actor")}
          value={narrow.actor ?? "all"}
          onValueChange={(actor) => change({ actor: actor === "all" ? "" : actor })}
          options={[
            { value: "all", label: t("audit.everyone") },
            ...members.map((one) => ({ value: one.id, label: one.name || one.email })),
          ]}
        />
        <Select
          className="w-40"
          ariaLabel={t("audit.what")}
          value={narrow.action ?? "all"}
          onValueChange={(action) => change({ action: action === "all" ? "" : action })}
          options={[
            { value: "all", label: t("audit.everything") },
            ...GROUPS.map((one) => ({ value: one, label: t(`audit.group.${one}`) })),
          ]}
        />
        <Select<Period>
          className="w-40"
          ariaLabel={t("audit.when")}
          value={period}
          onValueChange={(next) => {
            setPeriod(next);
            change({ since: next === "all" ? 0 : Math.floor(Date.now() / 1000) - PERIODS[next] });
          }}
          options={(Object.keys(PERIODS) as Period[]).map((one) => ({ value: one, label: t(`audit.period.${one}`) }))}
        />
        <TextField
          type="search"
          className="w-52 max-sm:w-full"
          ariaLabel={t("audit.search")}
          placeholder={t("audit.search")}
          leading={<Search size={14} />}
          value={target}
          onChange={(event) => {
            const next = event.target.value;
            setTarget(next);
            clearTimeout(timer.current);
            timer.current = setTimeout(() => change({ target: next.trim() }), 300);
          }}
        />
      </div>
      {list.error && <ErrorBlock {...explain(list.error)} onRetry={() => void list.refetch()} />}
      {!list.error && rows === undefined && <Skeleton className="h-64" />}
      {!list.error &&
        rows?.length === 0 &&
        (Object.keys(narrow).length > 0 ? (
          <EmptyState
            icon={<SearchX size={20} />}
            title={t("audit.noMatch")}
            action={<Button onClick={clear}>{t("audit.clear")}</Button>}
          />
        ) : (
          <EmptyState icon={<ScrollText size={20} />} title={t("audit.none")} />
        ))}
      {!list.error && rows !== undefined && rows.length > 0 && (
        <ol
          aria-label={t("audit.title")}
          aria-busy={list.isPlaceholderData}
          className="divide-y rounded-card border bg-surface"
        >
          {rows.map((record) => (
            <AuditEntry key={record.id} record={record} />
          ))}
        </ol>
      )}
      {list.data && <Pager page={page} limit={LIMIT} total={list.data.total} onPage={setPage} />}
    </div>
  );
}
