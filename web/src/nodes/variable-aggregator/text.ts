export const text = {
  en: {
    name: "Aggregator",
    variables: "Variables",
    group: "Group",
    type: "Type",
  },
  zh: {
    name: "变量聚合",
    variables: "变量",
    group: "分组",
    type: "类型",
  },
};
