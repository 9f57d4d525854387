import type { BasicKind } from "@/api/modelConfig";
import { modelOf, withModel, type BasicMode, type Raw } from "./config";

const TASK = `You write system prompts for language models. Write one prompt that fulfils the request below.
- Say who the model is, what it does, how it answers, and what it must not do.
- Keep the variables of the present prompt, which stand in double curly braces; put new ones in double curly braces where people will fill something in. Their names have letters, digits and _ only.
- Write in the language of the request. Answer with the prompt alone: no preface, no code fence.`;

export interface Wish {
  wish: string;
  ideal: string;
  current: string;
}

/** The request as the model gets it. */
export function wordsOf({ wish, ideal, current }: Wish): string {
  return [
    `Request:\n${wish.trim()}`,
    ...(current.trim() === "" ? [] : [`Present prompt, to be improved:\n${current.trim()}`]),
    ...(ideal.trim() === "" ? [] : [`An ideal answer looks like this:\n${ideal.trim()}`]),
  ].join("\n\n");
}

/** A debug message of the app that asks its model to write a prompt; nothing else of the app takes part in it. */
export function generatorConfig(mode: BasicMode, config: Raw, wish: Wish): { kind: BasicKind; body: Raw } {
  const bare = withModel({ prompt_type: "simple" }, modelOf(config));
  const text = mode === "completion";
  const form = [{ paragraph: { variable: "request", label: "request", required: true } }];
  const model_config: Raw = {
    ...bare,
    pre_prompt: text ? `${TASK}\n\n{{request}}` : TASK,
    user_input_form: text ? form : [],
    retriever_resource: { enabled: false },
    ...(mode === "agent-chat" ? { agent_mode: { enabled: true, strategy: "function_call", tools: [] } } : {}),
  };
  const words = wordsOf(wish);
  return {
    kind: text ? "completion" : "chat",
    body: { inputs: text ? { request: words } : {}, query: text ? "" : words, files: [], model_config },
  };
}

/** The prompt without the fence and the thoughts that some models put round it. */
export function plainPrompt(text: string): string {
  const said = text.replace(/<think>[\s\S]*?<\/think>/g, "").trim();
  return /^```\w*\n([\s\S]*?)\n?```$/.exec(said)?.[1] ?? said;
}
