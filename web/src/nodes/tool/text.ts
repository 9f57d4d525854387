export const text = {
  en: {
    name: "Tool",
    tool: "Action",
    provider: "Provider",
    settings: "Settings",
  },
  zh: {
    name: "工具",
    tool: "操作",
    provider: "供应商",
    settings: "设置",
  },
};
