import type { Palette } from "@/editor/spec";

export const palette: Palette = {
  group: "transform",
  order: 3,
  help: { en: "Brings the results of several branches into one variable.", zh: "把多个分支的结果汇合成一个变量。" },
  words: "bljh juhe merge",
  data: {
    output_type: "any",
    variables: [],
    advanced_settings: {
      group_enabled: false,
      groups: [],
    },
  },
};
