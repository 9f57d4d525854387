export const text = {
  en: {
    name: "Agent",
    strategy: "Strategy",
  },
  zh: {
    name: "Agent",
    strategy: "策略",
  },
};
