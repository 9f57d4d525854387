export const text = {
  en: {
    name: "Loop start",
  },
  zh: {
    name: "循环开始",
  },
};
