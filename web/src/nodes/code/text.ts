export const text = {
  en: {
    name: "Code",
    language: "Language",
    inputs: "Inputs",
    code: "Code",
    outputs: "Outputs",
  },
  zh: {
    name: "代码执行",
    language: "语言",
    inputs: "输入变量",
    code: "代码",
    outputs: "输出变量",
  },
};
