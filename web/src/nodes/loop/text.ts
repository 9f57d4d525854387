export const text = {
  en: {
    name: "Loop",
    count: "Maximum rounds",
    variables: "Loop variables",
    until: "Ends when",
  },
  zh: {
    name: "循环",
    count: "最大循环次数",
    variables: "循环变量",
    until: "终止条件",
  },
};
