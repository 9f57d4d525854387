import { list, records, strings, text, type Raw } from "@/editor/raw";
import type { FieldRow, Lang } from "@/editor/spec";

const OPERATORS: Record<string, [string, string]> = {
  contains: ["contains", "包含"],
  "not contains": ["does not contain", "不包含"],
  "start with": ["starts with", "开头是"],
  "end with": ["ends with", "结尾是"],
  is: ["is", "是"],
  "is not": ["is not", "不是"],
  empty: ["is empty", "为空"],
  "not empty": ["is not empty", "不为空"],
  in: ["is in", "属于"],
  "not in": ["is not in", "不属于"],
  null: ["is null", "为 null"],
  "not null": ["is not null", "不为 null"],
  exists: ["exists", "存在"],
  "not exists": ["does not exist", "不存在"],
  "all of": ["all of", "全部满足"],
  before: ["before", "早于"],
  after: ["after", "晚于"],
};

export function operator(name: string, lang: Lang): string {
  return OPERATORS[name]?.[lang === "zh" ? 1 : 0] ?? name;
}

export interface Case {
  id: string;
  conditions: Raw[];
  joint: string;
}

/** Cases of an if-else node; the form of old files has one case straight in the data. */
export function casesOf(data: Raw): Case[] {
  const cases = records(data["cases"]);
  if (cases.length === 0 && list(data["conditions"]).length > 0) {
    return [{ id: "true", conditions: records(data["conditions"]), joint: text(data["logical_operator"]) }];
  }
  return cases.map((one, index) => ({
    id: text(one["case_id"]) || text(one["id"]) || (index === 0 ? "true" : String(index)),
    conditions: records(one["conditions"]),
    joint: text(one["logical_operator"]) || "and",
  }));
}

export function conditionValue(condition: Raw): string {
  const value = condition["value"];
  if (Array.isArray(value)) return strings(value).join(", ");
  return text(value);
}

/** A condition as one row of settings. */
export function conditionRow(condition: Raw, lang: Lang): FieldRow {
  const key = text(condition["key"]);
  const note = [operator(text(condition["comparison_operator"]), lang), conditionValue(condition)].join(" ").trim();
  return { name: key, selector: strings(condition["variable_selector"]), note };
}
