import type { Palette } from "@/editor/spec";

export const palette: Palette = {
  group: "tools",
  order: 1,
  help: { en: "Calls an HTTP service.", zh: "调用 HTTP 接口。" },
  words: "hq qingqiu api rest url webhook",
  data: {
    method: "get",
    url: "",
    authorization: {
      type: "no-auth",
      config: null,
    },
    headers: "",
    params: "",
    body: {
      type: "none",
      data: [],
    },
    ssl_verify: true,
    timeout: {
      max_connect_timeout: 0,
      max_read_timeout: 0,
      max_write_timeout: 0,
    },
    retry_config: {
      retry_enabled: true,
      max_retries: 3,
      retry_interval: 100,
    },
    variables: [],
  },
};
