import type { Palette } from "@/editor/spec";

export const palette: Palette = {
  group: "basic",
  order: 3,
  help: {
    en: "Lets a model choose tools on its own until the task is done.",
    zh: "让模型自主选择工具，直到完成任务。",
  },
  words: "zhinengti znt",
  data: {
    agent_strategy_provider_name: "",
    agent_strategy_name: "",
    agent_strategy_label: "",
    agent_parameters: {},
    output_schema: null,
  },
};
