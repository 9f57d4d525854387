import type { Palette } from "@/editor/spec";

export const palette: Palette = {
  group: "logic",
  order: 4,
  help: { en: "Leaves the loop at once.", zh: "立即退出循环。" },
  words: "tcxh tuichu break exit",
  inside: "loop",
  data: {},
};
