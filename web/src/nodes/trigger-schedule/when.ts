import { record, text as asText, type Raw } from "@/editor/raw";

/** When a schedule fires, in a few words. */
export function when(data: Raw, text: Record<string, string>): string {
  if (data["mode"] === "cron") return asText(data["cron_expression"]);
  const frequency = asText(data["frequency"]);
  return [text[frequency] ?? frequency, asText(record(data["visual_config"])["time"])].filter(Boolean).join(" · ");
}
