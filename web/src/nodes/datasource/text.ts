export const text = {
  en: {
    name: "Data source",
    source: "Source",
  },
  zh: {
    name: "数据源",
    source: "来源",
  },
};
