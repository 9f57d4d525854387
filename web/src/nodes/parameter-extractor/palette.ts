import type { Palette } from "@/editor/spec";

export const palette: Palette = {
  group: "transform",
  order: 6,
  help: { en: "Takes structured values out of a text.", zh: "从文本中提取结构化参数。" },
  words: "cstq canshu json",
  data: {
    model: {
      provider: "",
      name: "",
      mode: "chat",
      completion_params: {},
    },
    query: [],
    parameters: [],
    reasoning_mode: "prompt",
    instruction: "",
    vision: {
      enabled: false,
    },
  },
};
