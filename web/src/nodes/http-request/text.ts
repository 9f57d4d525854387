export const text = {
  en: {
    name: "HTTP Request",
    url: "URL",
    method: "Method",
    headers: "Headers",
    params: "Parameters",
    body: "Body",
    auth: "Authorization",
    timeout: "Timeout",
  },
  zh: {
    name: "HTTP 请求",
    url: "URL",
    method: "方法",
    headers: "请求头",
    params: "查询参数",
    body: "请求体",
    auth: "鉴权",
    timeout: "超时",
  },
};
