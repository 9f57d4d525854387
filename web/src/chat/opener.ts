import type { FormValues } from "@/run/inputs";

/** Openers and their questions may hold `{{variable}}`. */
export function filled(text: string, values: FormValues): string {
  return text.replace(/\{\{\s*([^{}#\s]+)\s*\}\}/g, (whole, name: string) => {
    const value = values[name];
    return typeof value === "string" && value !== "" ? value : whole;
  });
}
