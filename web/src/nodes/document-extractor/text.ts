export const text = {
  en: {
    name: "Document Extractor",
    input: "Input",
  },
  zh: {
    name: "文档提取",
    input: "输入变量",
  },
};
