import { describe, expect, it } from "vitest";
import { generatorConfig, plainPrompt, wordsOf } from "./generator";

const config = { model: { provider: "p", name: "m", mode: "chat", completion_params: {} }, pre_prompt: "secret" };

describe("the prompt generator", () => {
  it("asks the app's model without anything else of the app", () => {
    const wish = { wish: "An interviewer", ideal: "", current: "Be {{name}}" };
    const chat = generatorConfig("chat", config, wish);
    expect(chat.kind).toBe("chat");
    expect(chat.body["query"]).toContain("An interviewer");
    expect(chat.body["query"]).toContain("Be {{name}}");
    expect(JSON.stringify(chat.body["model_config"])).not.toContain("secret");
    const text = generatorConfig("completion", config, wish);
    expect(text.kind).toBe("completion");
    expect(text.body["inputs"]).toEqual({ request: wordsOf(wish) });
  });

  it("takes the prompt out of what models wrap it in", () => {
    expect(plainPrompt("```text\nYou are\n```")).toBe("You are");
    expect(plainPrompt("<think>hm</think>\nYou are `x`")).toBe("You are `x`");
  });
});
