export const text = {
  en: {
    name: "Webhook",
    method: "Method",
    url: "URL",
  },
  zh: {
    name: "Webhook 触发",
    method: "方法",
    url: "URL",
  },
};
