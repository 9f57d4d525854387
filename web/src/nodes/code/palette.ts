import type { Palette } from "@/editor/spec";

export const palette: Palette = {
  group: "transform",
  order: 1,
  help: { en: "Runs Python or JavaScript of your own.", zh: "运行你编写的 Python 或 JavaScript 代码。" },
  words: "dmzx daima python javascript",
  data: {
    code_language: "python3",
    code: 'def main(arg1: str) -> dict:\n    return {"result": arg1}\n',
    variables: [
      {
        variable: "arg1",
        value_selector: [],
      },
    ],
    outputs: {
      result: {
        type: "string",
        children: null,
      },
    },
  },
};
