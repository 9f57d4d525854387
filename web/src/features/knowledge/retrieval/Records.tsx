import { AppWindow, FlaskConical } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/api/account";
import { useExplain } from "@/i18n/useExplain";
import { cn, ErrorBlock, formatWhen, Pager, Skeleton } from "@/ui";
import { useLinkedApps } from "../data";
import { seconds } from "../facts";
import { useKept, usePastQueries, type PastQuery } from "./data";

/** What was asked before, here and by apps; a click takes a question up again. */
export function Records({ base }: { base: string }) {
  const { t } = useTranslation("segments");
  const explain = useExplain();
  const [page, setPage] = useState(1);
  const past = usePastQueries(base, page);
  const apps = useLinkedApps(base).data?.data ?? [];
  const [, keep] = useKept(base);
  return (
    <section aria-labelledby="records-title" className="space-y-2 pt-2">
      <h2 id="records-title" className="text-panel">
        {t("records.title")}
      </h2>
      {past.error && <ErrorBlock {...explain(past.error)} onRetry={() => void past.refetch()} />}
      {!past.data && !past.error && <Skeleton className="h-24" />}
      {past.data?.total === 0 && <p className="text-base text-fg-3">{t("records.none")}</p>}
      {past.data && past.data.total > 0 && (
        <>
          <ul className={cn("divide-y rounded-card border bg-surface", past.isPlaceholderData && "opacity-60")}>
            {past.data.data.map((one) => (
              <Row
                key={one.id}
                record={one}
                app={apps.find((app) => app.id === one.app_id)?.name}
                onTake={() => keep({ text: one.content.slice(0, 250) })}
              />
            ))}
          </ul>
          <Pager page={page} limit={10} total={past.data.total} onPage={setPage} />
        </>
      )}
    </section>
  );
}

function Row({ record, app, onTake }: { record: PastQuery; app: string | undefined; onTake: () => void }) {
  const { t, i18n } = useTranslation("segments");
  const zone = useAccount().data?.timezone;
  const test = record.source === "hit_testing";
  return (
    <li>
      <button
        type="button"
        aria-label={t("records.take", { query: record.content })}
        className="flex w-full items-start gap-2.5 px-3 py-2 text-left hover:bg-hover"
        onClick={onTake}
      >
        <span aria-hidden className="mt-0.5 text-fg-3">
          {test ? <FlaskConical size={14} /> : <AppWindow size={14} />}
        </span>
        <span className="min-w-0 flex-1">
          <span className="line-clamp-2 text-base break-words">{record.content}</span>
          <span className="flex gap-2 text-small text-fg-3">
            <span className="min-w-0 truncate">{test ? t("records.test") : (app ?? t("records.app"))}</span>
            <span className="tabular shrink-0">{formatWhen(seconds(record.created_at), i18n.language, zone)}</span>
          </span>
        </span>
      </button>
    </li>
  );
}
