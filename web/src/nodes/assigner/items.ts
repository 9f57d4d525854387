import { records, strings, text as asText, type Raw } from "@/editor/raw";

export interface Assignment {
  target: string[];
  operation: string;
  source: string[];
  constant: string;
}

/** Assignments of a node; version 1 knows one, straight in the data. */
export function assignments(data: Raw): Assignment[] {
  if (Array.isArray(data["items"])) {
    return records(data["items"]).map((item) => {
      const value = item["value"];
      const variable = item["input_type"] === "variable" && Array.isArray(value);
      return {
        target: strings(item["variable_selector"]),
        operation: asText(item["operation"]),
        source: variable ? strings(value) : [],
        constant: variable ? "" : typeof value === "object" ? JSON.stringify(value ?? "") : asText(value),
      };
    });
  }
  const target = strings(data["assigned_variable_selector"]);
  if (target.length === 0) return [];
  const operation = asText(data["write_mode"]) || "over-write";
  return [{ target, operation, source: strings(data["input_variable_selector"]), constant: "" }];
}
