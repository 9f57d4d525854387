import type { Palette } from "@/editor/spec";

export const palette: Palette = {
  group: "transform",
  order: 7,
  help: { en: "Filters, sorts and shortens a list.", zh: "筛选、排序、截取列表。" },
  words: "lbcz liebiao filter sort",
  data: {
    variable: [],
    filter_by: {
      enabled: false,
      conditions: [],
    },
    extract_by: {
      enabled: false,
      serial: "1",
    },
    order_by: {
      enabled: false,
      key: "",
      value: "asc",
    },
    limit: {
      enabled: false,
      size: 10,
    },
  },
};
