/** Sizes in powers of 1,024, as file managers show them. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : Number(value.toFixed(1))} ${units[power]}`;
}

/** `820 ms`, `4.2 s`, `1 min 05 s`. */
export function formatDuration(seconds: number): string {
  if (seconds < 0.001) return "< 1 ms";
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

export const formatNumber = (value: number) => new Intl.NumberFormat("en-US").format(value);

/** `2026-05-01 10:00` in the given zone; `seconds` as the server sends them. */
export function formatTime(seconds: number, zone?: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(zone ? { timeZone: zone } : {}),
  }).formatToParts(seconds * 1000);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  return `${of("year")}-${of("month")}-${of("day")} ${of("hour")}:${of("minute")}`;
}

/** Relative under 24 hours, else the date and time. */
export function formatWhen(seconds: number, language: string, zone?: string, now = Date.now() / 1000): string {
  const ago = now - seconds;
  if (ago >= 86_400 || ago < -60) return formatTime(seconds, zone);
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  if (ago < 60) return language.startsWith("zh") ? "刚刚" : "just now";
  if (ago < 3600) return relative.format(-Math.floor(ago / 60), "minute");
  return relative.format(-Math.floor(ago / 3600), "hour");
}

/** An amount with its currency and four significant digits; `amount` as the server sends it. */
export function formatMoney(amount: string | number, currency: string, language: string): string {
  const known = /^[A-Z]{3}$/.test(currency) ? (currency === "RMB" ? "CNY" : currency) : undefined;
  return new Intl.NumberFormat(language, {
    maximumSignificantDigits: 4,
    ...(known && { style: "currency", currency: known, currencyDisplay: "narrowSymbol" }),
  }).format(Number(amount));
}

/** A number of tokens in few signs: `8K`, `128K`, `1M`; whole powers of two count in 1,024. */
export function formatTokens(count: number): string {
  const binary = count % 1024 === 0 && count % 1000 !== 0;
  const [thousand, million] = binary ? [1024, 1024 ** 2] : [1000, 1000 ** 2];
  if (count >= million * 0.9995) return `${Number((count / million).toFixed(1))}M`;
  return count >= thousand ? `${Math.round(count / thousand)}K` : String(count);
}
