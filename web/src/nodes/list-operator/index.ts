import { ListOrdered } from "lucide-react";
import { record, records, strings, text as asText } from "@/editor/raw";
import type { Field } from "@/editor/spec";
import { conditionRow } from "../operators";
import type { NodeSpec } from "@/editor/spec";
import { Summary } from "./Summary";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "list-operator",
  family: "data",
  icon: ListOrdered,
  text,
  rows: () => 1,
  Summary,
  fields: (data, t, lang) => {
    const found: Field[] = [{ label: t["input"] ?? "", kind: "variable", value: strings(data["variable"]) }];
    const filter = record(data["filter_by"]);
    const extract = record(data["extract_by"]);
    const order = record(data["order_by"]);
    const limit = record(data["limit"]);
    if (filter["enabled"] === true) {
      const rows = records(filter["conditions"]).map((one) => conditionRow(one, lang));
      found.push({ label: t["filter"] ?? "", kind: "rows", value: rows });
    }
    if (extract["enabled"] === true) {
      found.push({ label: t["extract"] ?? "", kind: "template", value: asText(extract["serial"]) });
    }
    if (order["enabled"] === true) {
      const way = asText(order["value"]);
      const value = [asText(order["key"]), t[way] ?? way].filter(Boolean).join(" · ");
      found.push({ label: t["order"] ?? "", kind: "text", value });
    }
    if (limit["enabled"] === true) {
      found.push({ label: t["limit"] ?? "", kind: "text", value: asText(limit["size"]) });
    }
    return found;
  },
  outputs: (data, typeOf) => {
    const type = asText(data["var_type"]) || (typeOf?.(strings(data["variable"])) ?? "") || "array[any]";
    const item = asText(data["item_var_type"]) || (/^array\[(.+)\]$/.exec(type)?.[1] ?? "any");
    return [
      { name: "result", type },
      { name: "first_record", type: item },
      { name: "last_record", type: item },
    ];
  },
};
