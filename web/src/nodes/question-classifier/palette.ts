import type { Palette } from "@/editor/spec";

export const palette: Palette = {
  group: "understand",
  order: 1,
  help: { en: "Sends a question one of several ways by its meaning.", zh: "按语义把问题分到不同的分支。" },
  words: "wtfl fenlei",
  data: {
    model: {
      provider: "",
      name: "",
      mode: "chat",
      completion_params: {},
    },
    query_variable_selector: [],
    classes: [
      {
        id: "1",
        name: "",
      },
      {
        id: "2",
        name: "",
      },
    ],
    instruction: "",
    topics: [],
    vision: {
      enabled: false,
    },
  },
};
