import type { Palette } from "@/editor/spec";

export const palette: Palette = {
  group: "basic",
  order: 4,
  help: { en: "Writes text to the person in the chat.", zh: "在对话中回复用户。" },
  words: "zjhf huifu reply",
  only: "advanced-chat",
  data: {
    answer: "",
    variables: [],
  },
};
