import type { Palette } from "@/editor/spec";

export const palette: Palette = {
  group: "logic",
  order: 1,
  help: { en: "Takes one way or another by conditions.", zh: "根据条件选择不同的分支。" },
  words: "tjfz tiaojian branch condition",
  data: {
    cases: [
      {
        case_id: "true",
        logical_operator: "and",
        conditions: [],
      },
    ],
  },
};
