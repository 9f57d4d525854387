import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useUsage, type UsageBy } from "@/api/usage";
import { may, useWorkspace } from "@/api/workspace";
import { useExplain } from "@/i18n/useExplain";
import { ErrorBlock, Segmented, Select, TextField } from "@/ui";
import { Budgets } from "./Budgets";
import { DayChart } from "./DayChart";
import { daysOf, isRange, RANGES, type Range } from "./range";
import { Totals } from "./Totals";
import { UsageTable } from "./UsageTable";

const HEADINGS: readonly UsageBy[] = ["model", "app", "key", "provider", "day"];

/** What models were used for, what it cost, and how much may be used. */
export function UsagePage() {
  const { t } = useTranslation("usage");
  const explain = useExplain();
  const allowed = may.administrate(useWorkspace().data?.role);
  const [now] = useState(() => Date.now());
  const [range, setRange] = useState<Range>("month");
  const [own, setOwn] = useState(() => daysOf("month", now, { start: "", end: "" }));
  const [by, setBy] = useState<UsageBy>("model");
  const asked = daysOf(range, now, own);
  const days = isRange(asked) ? asked : daysOf("month", now, own);
  const usage = useUsage({ ...days, by });
  const daily = useUsage({ ...days, by: "day" });
  const failed = usage.error ?? daily.error;
  const choose = (next: Range) => {
    if (next === "own") setOwn(days);
    setRange(next);
  };
  return (
    <div className="space-y-6 pb-4">
      <Budgets allowed={allowed} />
      <section aria-labelledby="usage" className="space-y-3">
        <div className="flex flex-wrap items-end gap-2">
          <div className="min-w-40 flex-1">
            <h3 id="usage" className="text-read">
              {t("usage")}
            </h3>
            <p className="text-small text-fg-3">{t("utc")}</p>
          </div>
          <Select
            className="w-40"
            ariaLabel={t("range.title")}
            value={range}
            onValueChange={choose}
            options={RANGES.map((value) => ({ value, label: t(`range.${value}`) }))}
          />
          {range === "own" &&
            (["start", "end"] as const).map((side) => (
              <TextField
                key={side}
                type="date"
                className="w-36"
                ariaLabel={t(`range.${side}`)}
                value={own[side]}
                aria-invalid={!isRange(own) || undefined}
                onChange={(event) => setOwn({ ...own, [side]: event.target.value })}
              />
            ))}
        </div>
        {failed ? (
          <ErrorBlock
            {...explain(failed)}
            onRetry={() => {
              void usage.refetch();
              void daily.refetch();
            }}
          />
        ) : (
          <>
            <Totals totals={daily.data?.totals} />
            <DayChart days={days} lines={daily.data?.data} />
            <Segmented
              label={t("by.title")}
              className="max-w-full overflow-x-auto"
              value={by}
              onValueChange={setBy}
              options={HEADINGS.map((value) => ({ value, label: t(`by.${value}`) }))}
            />
            <UsageTable by={by} lines={usage.isPlaceholderData ? undefined : usage.data?.data} />
          </>
        )}
      </section>
    </div>
  );
}
