import { MODEL_TEXT } from "../parts";

export const text = {
  en: {
    ...MODEL_TEXT.en,
    name: "Parameter Extractor",
    query: "Input",
    parameters: "Extract",
    instruction: "Instruction",
    mode: "Mode",
    required: "required",
  },
  zh: {
    ...MODEL_TEXT.zh,
    name: "参数提取",
    query: "输入变量",
    parameters: "提取参数",
    instruction: "指令",
    mode: "推理模式",
    required: "必填",
  },
};
