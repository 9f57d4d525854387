export const text = {
  en: {
    name: "Integration trigger",
    event: "Event",
  },
  zh: {
    name: "集成触发",
    event: "事件",
  },
};
