export const text = {
  en: {
    name: "Answer",
    answer: "Answer",
  },
  zh: {
    name: "直接回复",
    answer: "回复内容",
  },
};
