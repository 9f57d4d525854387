import { ArrowUpRight } from "lucide-react";
import { record, records, text as asText } from "@/editor/raw";
import type { Field } from "@/editor/spec";
import type { NodeSpec } from "@/editor/spec";
import { Summary } from "./Summary";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "http-request",
  family: "tool",
  icon: ArrowUpRight,
  text,
  rows: () => 1,
  Summary,
  fields: (data, t) => {
    const body = record(data["body"]);
    const auth = record(data["authorization"]);
    const found: Field[] = [
      { label: t["method"] ?? "", kind: "text", value: asText(data["method"]).toUpperCase() },
      { label: t["url"] ?? "", kind: "template", value: asText(data["url"]) },
    ];
    if (asText(auth["type"]) !== "no-auth") {
      const value = asText(record(auth["config"])["type"]) || asText(auth["type"]);
      found.push({ label: t["auth"] ?? "", kind: "text", value });
    }
    for (const key of ["headers", "params"]) {
      if (asText(data[key]) !== "") found.push({ label: t[key] ?? "", kind: "template", value: asText(data[key]) });
    }
    if (typeof body["data"] === "string" && body["data"] !== "") {
      found.push({ label: `${t["body"] ?? ""} (${asText(body["type"])})`, kind: "template", value: body["data"] });
    } else if (Array.isArray(body["data"]) && body["data"].length > 0) {
      const rows = records(body["data"]);
      for (const row of rows) {
        const name = asText(row["key"]) || asText(body["type"]);
        found.push({ label: `${t["body"] ?? ""} · ${name}`, kind: "template", value: asText(row["value"]) });
      }
    }
    return found;
  },
  outputs: () => [
    { name: "body", type: "string" },
    { name: "status_code", type: "number" },
    { name: "headers", type: "object" },
    { name: "files", type: "array[file]" },
  ],
};
