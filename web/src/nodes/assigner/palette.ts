import type { Palette } from "@/editor/spec";

export const palette: Palette = {
  group: "transform",
  order: 5,
  help: { en: "Writes to conversation or loop variables.", zh: "给会话变量或循环变量赋值。" },
  words: "blfz fuzhi set assign",
  data: {
    version: "2",
    items: [],
  },
};
