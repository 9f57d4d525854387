import type { Palette } from "@/editor/spec";

export const palette: Palette = {
  group: "logic",
  order: 2,
  help: { en: "Runs the nodes inside once for each item of a list.", zh: "对列表中的每一项执行一遍内部节点。" },
  words: "dd diedai each map",
  data: {
    iterator_selector: [],
    output_selector: [],
    is_parallel: false,
    parallel_nums: 10,
    error_handle_mode: "terminated",
    flatten_output: true,
    width: 404,
    height: 204,
  },
};
