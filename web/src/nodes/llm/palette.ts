import type { Palette } from "@/editor/spec";

export const palette: Palette = {
  group: "basic",
  order: 1,
  help: { en: "Asks a language model and streams its answer.", zh: "调用大语言模型，流式输出回答。" },
  words: "dyymx dmx model gpt 大语言模型",
  data: {
    model: {
      provider: "",
      name: "",
      mode: "chat",
      completion_params: {},
    },
    prompt_template: [
      {
        role: "system",
        text: "",
      },
    ],
    context: {
      enabled: false,
      variable_selector: [],
    },
    vision: {
      enabled: false,
    },
    variables: [],
  },
};
