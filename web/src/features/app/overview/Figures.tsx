import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/api/account";
import { useStatistics, type DayFigures } from "@/api/logs";
import type { App } from "@/api/types";
import { useExplain } from "@/i18n/useExplain";
import { cn, ErrorBlock, formatDuration, formatNumber, Skeleton, Tooltip } from "@/ui";
import { formatMoney } from "@/ui/format";

type Card = { key: string; total: string; of: (day: DayFigures) => number; show: (value: number) => string };

/** The use of an app as one card per figure, a bar a day. */
export function Figures({ app, days }: { app: App; days: number }) {
  const { t, i18n } = useTranslation("overview");
  const explain = useExplain();
  const zone = useAccount().data?.timezone || Intl.DateTimeFormat().resolvedOptions().timeZone;
  const statistics = useStatistics(app.id, days, zone);
  if (statistics.error) return <ErrorBlock {...explain(statistics.error)} onRetry={() => void statistics.refetch()} />;
  if (!statistics.data) {
    return (
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {[0, 1, 2, 3, 4, 5].map((one) => (
          <Skeleton key={one} className="h-36 rounded-card" />
        ))}
      </div>
    );
  }
  const { total, previous, currency, days: each } = statistics.data;
  const number = (value: number) => formatNumber(Math.round(value * 10) / 10);
  const talks = app.mode !== "workflow" && app.mode !== "completion";
  const plain = (key: "messages" | "users" | "tokens" | "conversations", name: string = key): Card => ({
    key: name,
    total: number(total[key]),
    of: (day) => day[key],
    show: number,
  });
  const turns = (day: DayFigures) => (day.conversations ? day.messages / day.conversations : 0);
  const perUser = (day: DayFigures) => (day.users ? day.messages / day.users : 0);
  const share = (day: DayFigures) => (day.messages ? (day.errors / day.messages) * 100 : 0);
  const liked = (day: DayFigures) => (day.messages ? (day.likes / day.messages) * 1000 : 0);
  const rate = (value: number) => t("perSecond", { tokens: number(value) });
  const percent = (value: number) => `${Number(value.toFixed(1))} %`;
  const cards: Card[] = [
    plain("messages", app.mode === "workflow" ? "runs" : "messages"),
    plain("users"),
    ...(talks ? [plain("conversations"), { key: "turns", total: number(turns(total)), of: turns, show: number }] : []),
    ...(talks ? [] : [{ key: "perUser", total: number(perUser(total)), of: perUser, show: number }]),
    plain("tokens"),
    { key: "seconds", total: formatDuration(total.seconds), of: (day) => day.seconds, show: formatDuration },
    { key: "speed", total: rate(total.speed), of: (day) => day.speed, show: rate },
    { key: "errors", total: percent(share(total)), of: share, show: percent },
    ...(app.mode === "workflow" ? [] : [{ key: "satisfaction", total: number(liked(total)), of: liked, show: number }]),
  ];
  return (
    <>
      {total.messages === 0 && <p className="text-base text-fg-2">{t("none")}</p>}
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-5">
        {cards.map((card) => (
          <section
            key={card.key}
            aria-label={t(`card.${card.key as "users"}`)}
            className="min-w-0 rounded-card border bg-surface p-4"
          >
            <Tooltip text={t(`help.${card.key as "users"}`)}>
              <h3 className="w-fit text-small text-fg-2">{t(`card.${card.key as "users"}`)}</h3>
            </Tooltip>
            <p className="mt-0.5 flex items-baseline gap-2">
              <span className="tabular text-[22px] leading-8 font-semibold">{card.total}</span>
              <Change now={card.of(total)} before={card.of(previous)} days={days} good={GOOD[card.key] ?? 0} />
              {card.key === "tokens" && Number(total.price) > 0 && (
                <span className="text-small text-fg-3">{formatMoney(total.price, currency, i18n.language)}</span>
              )}
            </p>
            <Bars appId={app.id} days={each} card={card} />
          </section>
        ))}
      </div>
      <DaysTable cards={cards} days={each} />
    </>
  );
}

/** Figures of which more is better, or worse; of the others it is neither. */
const GOOD: Record<string, 1 | -1> = {
  messages: 1,
  runs: 1,
  users: 1,
  conversations: 1,
  turns: 1,
  perUser: 1,
  speed: 1,
  satisfaction: 1,
  seconds: -1,
  errors: -1,
};

/** How a figure moved against as many days before. */
function Change({ now, before, days, good }: { now: number; before: number; days: number; good: number }) {
  const { t } = useTranslation("overview");
  if (now === 0 && before === 0) return null;
  const share = before === 0 ? null : (now - before) / before;
  const flat = share !== null && Math.abs(share) < 0.005;
  const percent = `${Math.round(Math.abs(share ?? 0) * 100)} %`;
  const text =
    share === null
      ? t("change.new", { count: days })
      : flat
        ? t("change.same", { count: days })
        : t(share > 0 ? "change.up" : "change.down", { count: days, percent });
  const better = share === null || flat ? 0 : Math.sign(share) * good;
  return (
    <Tooltip text={text}>
      <span className={cn("tabular text-small", better > 0 ? "text-ok" : better < 0 ? "text-bad" : "text-fg-3")}>
        <span aria-hidden>{share === null ? "–" : flat ? "=" : `${share > 0 ? "▲" : "▼"} ${percent}`}</span>
        <span className="sr-only">{text}</span>
      </span>
    </Tooltip>
  );
}

/** A bar a day; each leads to the log of its day. */
function Bars({ appId, days, card }: { appId: string; days: readonly DayFigures[]; card: Card }) {
  const highest = Math.max(...days.map(card.of), 0);
  return (
    <div className="mt-3 flex h-14 items-end gap-px border-b">
      {days.map((day) => {
        const value = card.of(day);
        const height = highest > 0 && value > 0 ? Math.max(4, (value / highest) * 100) : 0;
        return (
          <Tooltip key={day.date} text={`${day.date}: ${card.show(value)}`}>
            <Link
              to="/app/$appId/logs"
              params={{ appId }}
              search={{ range: "custom", from: day.date, to: day.date }}
              tabIndex={-1}
              aria-hidden
              className="flex h-full min-w-px flex-1 items-end hover:bg-hover"
            >
              <span className="w-full rounded-t-[2px] bg-accent/75" style={{ height: `${height}%` }} />
            </Link>
          </Tooltip>
        );
      })}
    </div>
  );
}

/** What the bars show, as a table: newest day first. */
function DaysTable({ cards, days }: { cards: readonly Card[]; days: readonly DayFigures[] }) {
  const { t } = useTranslation("overview");
  return (
    <details className="rounded-card border bg-surface">
      <summary className="px-4 py-2 text-base text-fg-2">{t("table")}</summary>
      <div className="overflow-x-auto border-t">
        <table aria-label={t("table")} className="w-full text-small">
          <thead className="bg-sunken text-left text-fg-2">
            <tr>
              <th className="px-4 py-1.5 font-medium">{t("day")}</th>
              {cards.map((card) => (
                <th key={card.key} className="px-4 py-1.5 text-right font-medium whitespace-nowrap">
                  {t(`card.${card.key as "users"}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...days].reverse().map((day) => (
              <tr key={day.date} className="border-t">
                <td className="tabular px-4 py-1.5 whitespace-nowrap">{day.date}</td>
                {cards.map((card) => (
                  <td key={card.key} className="tabular px-4 py-1.5 text-right whitespace-nowrap">
                    {card.show(card.of(day))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
