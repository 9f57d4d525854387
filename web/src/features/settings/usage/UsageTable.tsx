import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { UsageBy, UsageLine } from "@/api/usage";
import { Badge, formatDuration, formatMoney, formatNumber, Table, type Column, type Sort } from "@/ui";

const ORDER: Record<string, (line: UsageLine) => number> = {
  calls: (line) => line.calls,
  tokens: (line) => line.total_tokens,
  cost: (line) => Number(line.total_price),
  average: (line) => line.average_seconds,
};

/** What was used, by one heading; lines in different currencies stay apart. */
export function UsageTable({ by, lines }: { by: UsageBy; lines: readonly UsageLine[] | undefined }) {
  const { t, i18n } = useTranslation(["usage", "models"]);
  const [sort, setSort] = useState<Sort>();
  const order = sort && ORDER[sort.key];
  const rows = lines && order ? [...lines].sort((a, b) => (order(a) - order(b)) * (sort.descending ? -1 : 1)) : lines;
  const nameOf = (line: UsageLine) => {
    if (by === "app") return line.app_name ?? (line.app_id ? t("gone") : t("noApp"));
    if (by === "key") return line.key_name ?? (line.key_id ? t("gone") : t("noKey"));
    return line[by] ?? "–";
  };
  const columns: Column<UsageLine>[] = [
    {
      key: "name",
      title: t(`by.${by}`),
      cell: (line) => (
        <span className="flex min-w-0 flex-wrap items-center gap-x-2">
          <span className="break-all">{nameOf(line)}</span>
          {by === "model" && line.provider && <span className="text-small text-fg-3">{line.provider}</span>}
          {by === "model" && line.model_type && line.model_type !== "llm" && (
            <Badge tone="info">{t(`models:kind.${line.model_type}`)}</Badge>
          )}
        </span>
      ),
    },
    {
      key: "calls",
      title: t("total.calls"),
      align: "right",
      sortable: true,
      cell: (line) => (
        <>
          {formatNumber(line.calls)}
          {line.failures > 0 && (
            <span className="block text-meta text-bad">{t("total.failures", { count: line.failures })}</span>
          )}
        </>
      ),
    },
    {
      key: "tokens",
      title: t("total.tokens"),
      align: "right",
      sortable: true,
      cell: (line) => (
        <>
          {line.total_tokens > 0 || line.units === 0
            ? formatNumber(line.total_tokens)
            : t("units", { count: line.units, units: formatNumber(line.units) })}
          {line.completion_tokens > 0 && (
            <span className="block text-meta text-fg-3 max-sm:hidden">
              {formatNumber(line.prompt_tokens)} + {formatNumber(line.completion_tokens)}
            </span>
          )}
        </>
      ),
    },
    {
      key: "cost",
      title: t("total.cost"),
      align: "right",
      sortable: true,
      cell: (line) =>
        Number(line.total_price) > 0 ? formatMoney(line.total_price, line.currency, i18n.language) : "–",
    },
    {
      key: "average",
      title: t("total.average"),
      align: "right",
      sortable: true,
      wide: true,
      cell: (line) => formatDuration(line.average_seconds),
    },
  ];
  return (
    <Table
      label={t("usage")}
      columns={columns}
      rows={rows}
      keyOf={(line) =>
        [line.provider, line.model, line.model_type, line.app_id, line.key_id, line.day, line.currency].join("/")
      }
      {...(sort ? { sort } : {})}
      onSort={setSort}
      empty={<p className="rounded-card border bg-surface p-4 text-base text-fg-3">{t("none")}</p>}
    />
  );
}
