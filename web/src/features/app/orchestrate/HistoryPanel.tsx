import { History } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useRuns, type RunRecord } from "@/api/runs";
import { Glyph } from "@/run/Glyph";
import { useExplain } from "@/i18n/useExplain";
import { runStatus } from "@/run/tree";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { cn } from "@/ui/cn";
import { EmptyState, ErrorBlock, Skeleton } from "@/ui/Feedback";
import { formatDuration, formatNumber, formatWhen } from "@/ui/format";
import { SidePanel } from "@/ui/SidePanel";
import { Segmented } from "@/ui/Tabs";

interface Props {
  appId: string;
  current: string | null;
  open: (run: RunRecord) => void;
  onClose: () => void;
}

/** Past runs, newest first; opening one puts its trace on the canvas. */
export function HistoryPanel({ appId, current, open, onClose }: Props) {
  const { t } = useTranslation("orchestrate");
  const [filter, setFilter] = useState<"all" | "failed">("all");
  const runs = useRuns(appId, filter === "failed" ? { status: "failed" } : {});
  const explain = useExplain();
  const rows = runs.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <SidePanel name="history" title={t("historyTitle")} onClose={onClose} initial={380}>
      <div className="px-4 py-3">
        <Segmented
          label={t("historyTitle")}
          value={filter}
          onValueChange={setFilter}
          options={[
            { value: "all", label: t("all") },
            { value: "failed", label: t("failedOnly") },
          ]}
        />
      </div>
      {runs.isError && <ErrorBlock className="mx-4" {...explain(runs.error)} onRetry={() => void runs.refetch()} />}
      {runs.isPending && [0, 1, 2, 3].map((row) => <Skeleton key={row} className="mx-4 mb-2 h-12" />)}
      {runs.isSuccess && rows.length === 0 && (
        <EmptyState icon={<History size={18} />} title={t("historyEmpty")} text={t("historyEmptyText")} />
      )}
      <ul>
        {rows.map((run) => (
          <li key={run.id}>
            <Row run={run} current={run.id === current} open={open} />
          </li>
        ))}
      </ul>
      {runs.hasNextPage && (
        <div className="p-4">
          <Button className="w-full" loading={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
    </SidePanel>
  );
}

function Row({ run, current, open }: { run: RunRecord; current: boolean; open: (run: RunRecord) => void }) {
  const { t, i18n } = useTranslation("orchestrate");
  const { t: word } = useTranslation("canvas");
  const status = runStatus(run.status);
  const draft = run.version === "draft" || run.triggered_from === "debugging";
  const facts = [
    formatDuration(run.elapsed_time),
    run.total_tokens > 0 ? `${formatNumber(run.total_tokens)} tok` : "",
    t("steps", { count: run.total_steps }),
    run.created_by?.name ?? "",
  ];
  return (
    <button
      type="button"
      aria-current={current || undefined}
      onClick={() => open(run)}
      className={cn(
        "flex w-full items-start gap-2.5 border-b border-line/60 px-4 py-2 text-left hover:bg-hover",
        current && "bg-selected",
      )}
    >
      <span className="pt-0.5">
        <Glyph status={status} size={16} label={word(`status.${status}`)} />
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2 text-base text-fg">
          <span className="font-medium">{t("runNumber", { number: run.sequence })}</span>
          <Badge>{draft ? t("debug") : t("published_run")}</Badge>
          <span className="ml-auto shrink-0 text-small text-fg-3">{formatWhen(run.created_at, i18n.language)}</span>
        </span>
        <span className="mt-0.5 block truncate text-small text-fg-3 tabular">{facts.filter(Boolean).join(" · ")}</span>
      </span>
    </button>
  );
}
