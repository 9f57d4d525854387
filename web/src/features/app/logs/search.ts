/** What the log is narrowed to, as the address holds it. */
export type LogSearch = {
  q?: string | undefined;
  range?: Range | undefined;
  from?: string | undefined;
  to?: string | undefined;
  status?: string | undefined;
  rating?: "like" | "dislike" | undefined;
  annotated?: "yes" | "no" | undefined;
  source?: "service-api" | "web-app" | undefined;
  page?: number | undefined;
  limit?: number | undefined;
  id?: string | undefined;
};

export const RANGES = ["today", "week", "month", "quarter", "all", "custom"] as const;
export type Range = (typeof RANGES)[number];
const DAYS: Partial<Record<Range, number>> = { today: 1, week: 7, month: 30, quarter: 90 };
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A value where it is one of those that are known. */
export const among = <T extends string>(value: unknown, ...known: readonly T[]): T | undefined =>
  known.find((one) => one === value);
const date = (value: unknown) => (typeof value === "string" && DATE.test(value) ? value : undefined);

/** Reads an address; what it does not know is left out. */
export function logSearch(search: Record<string, unknown>): LogSearch {
  const found: LogSearch = {
    q: typeof search.q === "string" && search.q !== "" ? search.q : undefined,
    range: among(search.range, ...RANGES),
    from: date(search.from),
    to: date(search.to),
    status: typeof search.status === "string" ? search.status : undefined,
    rating: among(search.rating, "like", "dislike"),
    annotated: among(search.annotated, "yes", "no"),
    source: among(search.source, "service-api", "web-app"),
    page: typeof search.page === "number" && search.page > 1 ? Math.floor(search.page) : undefined,
    limit: search.limit === 25 || search.limit === 50 ? search.limit : undefined,
    id: typeof search.id === "string" ? search.id : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** The stretch of time of a search; days begin at midnight where the reader is. */
export function stretch(search: LogSearch, now = new Date()): { since?: string; until?: string } {
  const range = search.range ?? "week";
  if (range === "custom") {
    const after = search.to ? midnight(search.to, 1) : undefined;
    return { ...(search.from && { since: midnight(search.from) }), ...(after && { until: after }) };
  }
  const days = DAYS[range];
  if (days === undefined) return {};
  const from = new Date(now.getFullYear(), now.getMonth(), now.getDate() - (days - 1));
  return { since: from.toISOString() };
}

export const pageOf = (search: LogSearch) => ({ page: search.page ?? 1, limit: search.limit ?? 10 });

/** What the server narrows conversations to. */
export function conversationFilter(search: LogSearch) {
  const status = among(search.status, "normal", "error");
  return {
    ...stretch(search),
    ...(search.q && { keyword: search.q }),
    ...(status && { status }),
    ...(search.rating && { rating: search.rating }),
    ...(search.source && { source: search.source }),
    ...(search.annotated && { annotated: search.annotated === "yes" }),
  };
}

/** What the server narrows runs to. */
export function runFilter(search: LogSearch) {
  return {
    ...stretch(search),
    ...(search.q && { keyword: search.q }),
    ...(search.status && { status: search.status as "failed" }),
  };
}

function midnight(day: string, later = 0): string {
  const [year = 1970, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}
