export const text = {
  en: {
    name: "IF/ELSE",
    if: "IF",
    elif: "ELIF",
    else: "ELSE",
    and: "and",
    or: "or",
    more: "more",
    unset: "No condition",
  },
  zh: {
    name: "条件分支",
    if: "IF",
    elif: "ELIF",
    else: "ELSE",
    and: "且",
    or: "或",
    more: "条",
    unset: "未设置条件",
  },
};
