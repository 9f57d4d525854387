import { useTranslation } from "react-i18next";
import type { UsageLine } from "@/api/usage";
import { formatDuration, formatMoney, formatNumber, Skeleton } from "@/ui";

/** Calls, tokens and money of the whole range; money in each currency apart. */
export function Totals({ totals }: { totals: readonly UsageLine[] | undefined }) {
  const { t, i18n } = useTranslation("usage");
  if (!totals) return <Skeleton className="h-20" />;
  const sum = (of: (line: UsageLine) => number) => totals.reduce((all, line) => all + of(line), 0);
  const calls = sum((line) => line.calls);
  const failures = sum((line) => line.failures);
  const seconds = sum((line) => line.average_seconds * line.calls);
  const paid = totals.filter((line) => Number(line.total_price) > 0);
  const figures = [
    {
      name: t("total.cost"),
      value: paid.map((line) => formatMoney(line.total_price, line.currency, i18n.language)).join(" + ") || "–",
      more: paid.length === 0 ? t("total.noPrice") : undefined,
    },
    {
      name: t("total.tokens"),
      value: formatNumber(sum((line) => line.total_tokens)),
      more: t("total.inOut", {
        input: formatNumber(sum((line) => line.prompt_tokens)),
        output: formatNumber(sum((line) => line.completion_tokens)),
      }),
    },
    {
      name: t("total.calls"),
      value: formatNumber(calls),
      more: failures > 0 ? t("total.failures", { count: failures }) : undefined,
    },
    { name: t("total.average"), value: calls > 0 ? formatDuration(seconds / calls) : "–", more: undefined },
  ];
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-card border bg-line lg:grid-cols-4">
      {figures.map((figure) => (
        <div key={figure.name} className="min-w-0 bg-surface px-3 py-2">
          <dt className="text-small text-fg-3">{figure.name}</dt>
          <dd className="tabular text-panel font-semibold break-words">
            {figure.value}
            {figure.more && <span className="block text-meta font-normal text-fg-3">{figure.more}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
