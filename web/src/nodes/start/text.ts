export const text = {
  en: {
    name: "Start",
    fields: "Input fields",
    required: "required",
    none: "No input",
  },
  zh: {
    name: "开始",
    fields: "输入字段",
    required: "必填",
    none: "无输入字段",
  },
};
