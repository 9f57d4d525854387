export const text = {
  en: {
    name: "List Operator",
    input: "Input",
    filter: "Filter",
    order: "Sort",
    limit: "Limit",
    extract: "Item no.",
    asc: "ascending",
    desc: "descending",
  },
  zh: {
    name: "列表操作",
    input: "输入变量",
    filter: "过滤",
    order: "排序",
    limit: "取前",
    extract: "取第 N 项",
    asc: "升序",
    desc: "降序",
  },
};
