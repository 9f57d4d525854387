import type { Palette } from "@/editor/spec";

export const palette: Palette = {
  group: "transform",
  order: 4,
  help: { en: "Reads the text of documents.", zh: "提取文档中的文本。" },
  words: "wdtq wendang pdf file",
  data: {
    variable_selector: [],
    is_array_file: false,
  },
};
