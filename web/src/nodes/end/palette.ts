import type { Palette } from "@/editor/spec";

export const palette: Palette = {
  group: "basic",
  order: 5,
  help: { en: "Ends the workflow and names what it gives back.", zh: "结束工作流，并定义输出内容。" },
  words: "js jieshu shuchu output",
  only: "workflow",
  data: {
    outputs: [],
  },
};
