export const text = {
  en: {
    name: "Human Input",
    form: "Form",
    fields: "Fields",
    timeout: "Timeout",
    expired: "Time is up",
    hour: "h",
    day: "d",
  },
  zh: {
    name: "人工介入",
    form: "表单内容",
    fields: "字段",
    timeout: "超时",
    expired: "已超时",
    hour: "小时",
    day: "天",
  },
};
