export const text = {
  en: {
    name: "Output",
    outputs: "Outputs",
  },
  zh: {
    name: "输出",
    outputs: "输出变量",
  },
};
