export const text = {
  en: {
    name: "Exit Loop",
  },
  zh: {
    name: "退出循环",
  },
};
