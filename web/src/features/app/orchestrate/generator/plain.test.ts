import { describe, expect, it } from "vitest";
import { plain, shortened } from "./plain";

describe("plain", () => {
  it("hides thoughts and fences while they come", () => {
    expect(plain("<think>hm")).toBe("");
    expect(plain("<think>hm</think>You")).toBe("You");
    expect(plain("You <thi")).toBe("You ");
    expect(plain("```python\ndef main():\n    return {}\n```")).toBe("def main():\n    return {}");
    expect(plain("Say `hi`.")).toBe("Say `hi`.");
  });

  it("cuts long values of a run", () => {
    expect(shortened({ a: 1 })).toEqual({ a: 1 });
    expect(String(shortened("x".repeat(20_000))).length).toBeLessThan(10_010);
    expect(shortened(undefined)).toBeUndefined();
  });
});
