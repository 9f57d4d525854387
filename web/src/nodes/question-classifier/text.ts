import { MODEL_TEXT } from "../parts";

export const text = {
  en: {
    ...MODEL_TEXT.en,
    name: "Question Classifier",
    query: "Input",
    class: "Class",
    classes: "Classes",
    instruction: "Instruction",
  },
  zh: {
    ...MODEL_TEXT.zh,
    name: "问题分类",
    query: "输入变量",
    class: "分类",
    classes: "分类",
    instruction: "指令",
  },
};
