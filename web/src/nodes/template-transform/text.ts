export const text = {
  en: {
    name: "Template",
    inputs: "Inputs",
    template: "Template",
  },
  zh: {
    name: "模板转换",
    inputs: "输入变量",
    template: "模板",
  },
};
