import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { UsageLine } from "@/api/usage";
import { formatMoney, formatNumber, Segmented, Skeleton, Tooltip } from "@/ui";
import { everyDay, type Days } from "./range";

const METRICS = ["tokens", "cost", "calls"] as const;
type Metric = (typeof METRICS)[number];

/** One bar a day; the same figures stand in the table by day. */
export function DayChart({ days, lines }: { days: Days; lines: readonly UsageLine[] | undefined }) {
  const { t, i18n } = useTranslation("usage");
  const [metric, setMetric] = useState<Metric>("tokens");
  const [picked, setCurrency] = useState<string>();
  if (!lines) return <Skeleton className="h-40" />;
  const currencies = [...new Set(lines.filter((line) => Number(line.total_price) > 0).map((line) => line.currency))];
  const currency = picked && currencies.includes(picked) ? picked : (currencies[0] ?? "USD");
  const valueOf = (line: UsageLine) =>
    metric === "tokens"
      ? line.total_tokens
      : metric === "calls"
        ? line.calls
        : line.currency === currency
          ? Number(line.total_price)
          : 0;
  const words = (value: number) =>
    metric === "cost" ? formatMoney(value, currency, i18n.language) : formatNumber(value);
  const values = new Map<string, number>();
  for (const line of lines) if (line.day) values.set(line.day, (values.get(line.day) ?? 0) + valueOf(line));
  const bars = everyDay(days).map((day) => ({ day, value: values.get(day) ?? 0 }));
  const most = Math.max(0, ...bars.map((bar) => bar.value));
  return (
    <figure className="rounded-card border bg-surface p-3">
      <figcaption className="mb-2 flex flex-wrap items-center gap-2">
        <Segmented
          label={t("chart.title")}
          value={metric}
          onValueChange={setMetric}
          options={METRICS.map((value) => ({ value, label: t(`total.${value}`) }))}
        />
        {metric === "cost" && currencies.length > 1 && (
          <Segmented
            label={t("budget.currency")}
            value={currency}
            onValueChange={setCurrency}
            options={currencies.map((value) => ({ value, label: value }))}
          />
        )}
        <span className="tabular ml-auto text-small text-fg-3">
          {most > 0 && t("chart.most", { value: words(most) })}
        </span>
      </figcaption>
      {most === 0 ? (
        <p className="grid h-28 place-items-center text-base text-fg-3">{t("chart.none")}</p>
      ) : (
        <>
          <div
            role="img"
            aria-label={t("chart.words", { start: days.start, end: days.end, most: words(most) })}
            className="flex h-28 items-end gap-px"
          >
            {bars.map((bar) => (
              <Tooltip key={bar.day} text={`${bar.day}: ${words(bar.value)}`}>
                <span className="group flex h-full min-w-0 flex-1 items-end">
                  <span
                    className="w-full rounded-t-[2px] bg-accent group-hover:bg-accent-hover"
                    style={{ height: bar.value > 0 ? `max(2px, ${(bar.value / most) * 100}%)` : 0 }}
                  />
                </span>
              </Tooltip>
            ))}
          </div>
          <div className="tabular mt-1 flex justify-between border-t pt-1 text-meta text-fg-3">
            <span>{days.start}</span>
            <span>{days.end}</span>
          </div>
        </>
      )}
    </figure>
  );
}
