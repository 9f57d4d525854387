export const text = {
  en: {
    name: "Schedule",
    hourly: "Hourly",
    daily: "Daily",
    weekly: "Weekly",
    monthly: "Monthly",
    when: "When",
    zone: "Time zone",
  },
  zh: {
    name: "定时触发",
    hourly: "每小时",
    daily: "每天",
    weekly: "每周",
    monthly: "每月",
    when: "时间",
    zone: "时区",
  },
};
