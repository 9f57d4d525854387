/** Names of the parts of a configuration, for people who are told what changed. */
const PARTS = {
  model: "model",
  pre_prompt: "prompt",
  prompt_type: "prompt",
  chat_prompt_config: "prompt",
  completion_prompt_config: "prompt",
  user_input_form: "variables",
  external_data_tools: "variables",
  dataset_configs: "context",
  dataset_query_variable: "context",
  agent_mode: "tools",
  file_upload: "files",
  opening_statement: "opener",
  suggested_questions: "opener",
  suggested_questions_after_answer: "followUps",
  speech_to_text: "listening",
  text_to_speech: "speech",
  retriever_resource: "citations",
  annotation_reply: "annotation",
  more_like_this: "moreLikeThis",
  sensitive_word_avoidance: "moderation",
} as const;
export type Part = (typeof PARTS)[keyof typeof PARTS] | "other";

export function partsOf(keys: readonly string[]): Part[] {
  return [...new Set(keys.map((key): Part => (key in PARTS ? PARTS[key as keyof typeof PARTS] : "other")))];
}
