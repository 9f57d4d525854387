export const text = {
  en: {
    name: "Iteration start",
  },
  zh: {
    name: "迭代开始",
  },
};
