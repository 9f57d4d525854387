import { describe, expect, it } from "vitest";
import { featureOn, featuresOf, moderationOf, moderationProblem, withModeration } from "./feature";

describe("features", () => {
  it("are those of the type", () => {
    expect(featuresOf("completion")).not.toContain("opener");
    expect(featuresOf("chat")).not.toContain("moreLikeThis");
  });

  it("are on when they say so, citations unless they say not", () => {
    expect(featureOn({}, "citations")).toBe(true);
    expect(featureOn({ retriever_resource: { enabled: false } }, "citations")).toBe(false);
    expect(featureOn({ opening_statement: "" }, "opener")).toBe(false);
    expect(featureOn({ suggested_questions: ["a"] }, "opener")).toBe(true);
    expect(featureOn({ text_to_speech: { enabled: true } }, "speech")).toBe(true);
  });
});

describe("moderation", () => {
  const stored = {
    sensitive_word_avoidance: {
      enabled: true,
      type: "keywords",
      config: { keywords: "kill", inputs_config: { enabled: true, preset_response: "No." }, odd: 1 },
    },
  };

  it("is read and written with what is not known here", () => {
    const read = moderationOf(stored);
    expect(moderationProblem(read)).toBeNull();
    const back = withModeration(stored, read).sensitive_word_avoidance;
    expect(back).toEqual({
      enabled: true,
      type: "keywords",
      config: {
        keywords: "kill",
        odd: 1,
        inputs_config: { enabled: true, preset_response: "No." },
        outputs_config: { enabled: false, preset_response: "" },
      },
    });
  });

  it("names what is missing", () => {
    const read = moderationOf(stored);
    const off = { enabled: false, preset: "" };
    expect(moderationProblem({ ...read, input: off })).toBe("noSide");
    expect(moderationProblem({ ...read, keywords: "\n " })).toBe("noWords");
    expect(moderationProblem({ ...read, keywords: "a\n".repeat(101) })).toBe("manyWords");
    expect(moderationProblem({ ...read, input: { enabled: true, preset: "" } })).toBe("noPreset");
    expect(moderationProblem({ ...read, input: { enabled: true, preset: "x".repeat(101) } })).toBe("longPreset");
    expect(moderationProblem({ ...read, type: "api" })).toBe("noExtension");
    expect(
      moderationProblem({ ...read, type: "api", extension: "e", input: { enabled: true, preset: "" } }),
    ).toBeNull();
  });
});
