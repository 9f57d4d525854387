import { Webhook } from "lucide-react";
import { records, text as asText } from "@/editor/raw";
import type { Field } from "@/editor/spec";
import type { NodeSpec } from "@/editor/spec";
import { Summary } from "./Summary";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "trigger-webhook",
  family: "human",
  icon: Webhook,
  text,
  entry: false,
  rows: () => 1,
  Summary,
  fields: (data, t) => [
    { label: t["method"] ?? "", kind: "text", value: asText(data["method"]) },
    { label: t["url"] ?? "", kind: "text", value: asText(data["webhook_url"]) },
    ...["headers", "params", "body"].map<Field>((key) => ({
      label: key,
      kind: "rows",
      value: records(data[key]).map((one) => ({ name: asText(one["name"]), type: asText(one["type"]) })),
    })),
  ],
  outputs: (data) => [
    ...records(data["headers"]).map((one) => ({ name: asText(one["name"]).replaceAll("-", "_"), type: "string" })),
    ...["params", "body"].flatMap((key) =>
      records(data[key]).map((one) => ({ name: asText(one["name"]), type: asText(one["type"]) })),
    ),
    { name: "_webhook_raw", type: "object" },
  ],
};
