/** Ranges of days; usage is counted by days in UTC. */
export const RANGES = ["week", "month", "quarter", "thisMonth", "own"] as const;
export type Range = (typeof RANGES)[number];
export type Days = { start: string; end: string };

const DAY = 86_400_000;
const BACK: Partial<Record<Range, number>> = { week: 7, month: 30, quarter: 90 };
export const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/** The days of a range; those of `own` stay as they are. */
export function daysOf(range: Range, now: number, own: Days): Days {
  const end = dayOf(now);
  const back = BACK[range];
  if (back !== undefined) return { start: dayOf(now - (back - 1) * DAY), end };
  return range === "thisMonth" ? { start: `${end.slice(0, 7)}-01`, end } : own;
}

/** Every day from the first to the last; at most a year of them. */
export function everyDay({ start, end }: Days): string[] {
  const first = Date.parse(start);
  const count = Math.min(366, Math.round((Date.parse(end) - first) / DAY) + 1);
  return Array.from({ length: Math.max(0, count) }, (_, at) => dayOf(first + at * DAY));
}

export const isRange = ({ start, end }: Days) =>
  /^\d{4}-\d{2}-\d{2}$/.test(start) && /^\d{4}-\d{2}-\d{2}$/.test(end) && start <= end;
