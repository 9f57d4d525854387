import type { Palette } from "@/editor/spec";

export const palette: Palette = {
  group: "logic",
  order: 3,
  help: { en: "Repeats the nodes inside until a condition holds.", zh: "重复执行内部节点，直到满足条件。" },
  words: "xh xunhuan repeat",
  data: {
    loop_count: 10,
    break_conditions: [],
    logical_operator: "and",
    loop_variables: [],
    error_handle_mode: "terminated",
    width: 404,
    height: 204,
  },
};
