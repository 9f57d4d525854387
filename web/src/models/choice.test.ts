import { describe, expect, it } from "vitest";
import type { ParameterRule } from "@/api/providers";
import { formatMoney, formatTokens } from "@/ui/format";
import { PRESETS, presetOf, takesPresets, withPreset } from "./choice";

const rule = (name: string, more: Partial<ParameterRule> = {}) =>
  ({
    name,
    label: { en_US: name, zh_Hans: name },
    type: "float",
    options: [],
    required: false,
    ...more,
  }) as ParameterRule;
const RULES = [rule("temperature", { min: 0, max: 1 }), rule("top_p", { min: 0, max: 1 }), rule("max_tokens")];

describe("presets", () => {
  it("set what the model takes and leave the rest", () => {
    expect(withPreset({ max_tokens: 9, seed: 1 }, RULES, "precise")).toEqual({
      max_tokens: 9,
      seed: 1,
      temperature: 0.2,
      top_p: 0.75,
    });
  });
  it("stay inside what the model allows", () => {
    expect(withPreset({}, [rule("temperature", { min: 0.5, max: 0.6 })], "creative")).toEqual({ temperature: 0.6 });
  });
  it.each(PRESETS)("are told again: %s", (preset) => {
    expect(presetOf(withPreset({ max_tokens: 3 }, RULES, preset), RULES)).toBe(preset);
    expect(presetOf({ ...withPreset({}, RULES, preset), temperature: 0.33 }, RULES)).toBeUndefined();
  });
  it("mean nothing to a model that takes none of their values", () => {
    expect(takesPresets([rule("reasoning_effort")])).toBe(false);
    expect(presetOf({}, [rule("reasoning_effort")])).toBeUndefined();
  });
});

describe("figures", () => {
  it.each([
    [512, "512"],
    [4096, "4K"],
    [8192, "8K"],
    [128_000, "128K"],
    [131_072, "128K"],
    [200_000, "200K"],
    [1_000_000, "1M"],
    [1_047_576, "1M"],
    [1_048_576, "1M"],
  ])("%i tokens are %s", (count, text) => expect(formatTokens(count)).toBe(text));
  it("money has its sign and four digits", () => {
    expect(formatMoney("2.50", "USD", "en-US")).toBe("$2.5");
    expect(formatMoney("0.00012345", "USD", "en-US")).toBe("$0.0001235");
    expect(formatMoney("0.8", "CNY", "zh-Hans")).toBe("¥0.8");
    expect(formatMoney("0.8", "RMB", "zh-Hans")).toBe("¥0.8");
  });
});
