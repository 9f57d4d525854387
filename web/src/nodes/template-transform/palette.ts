import type { Palette } from "@/editor/spec";

export const palette: Palette = {
  group: "transform",
  order: 2,
  help: { en: "Puts variables into a text with a Jinja template.", zh: "用 Jinja 模板把变量组合成文本。" },
  words: "mbzh moban jinja",
  data: {
    template: "",
    variables: [],
  },
};
