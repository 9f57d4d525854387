import { describe, expect, it } from "vitest";
import { marksIn, termsOf } from "./marks";

const words = (text: string, query: string) => marksIn(text, query).map(([from, to]) => text.slice(from, to));

describe("the words of a question", () => {
  it("are its words without the empty ones, and pairs of Chinese signs", () => {
    expect(termsOf("How long is the warranty of X200?")).toEqual(["long", "warranty", "x200"]);
    expect(termsOf("保修期")).toEqual(["保修", "修期"]);
    expect(termsOf("什么是保修")).toEqual(["保修"]);
    expect(termsOf("税")).toEqual(["税"]);
  });

  it("are marked where words begin, whatever their case", () => {
    expect(words("Warranty: kings in Ireland", "warranty in king")).toEqual(["Warranty", "king"]);
  });

  it("are one place when they touch", () => {
    expect(words("整机保修期为两年", "保修期多长")).toEqual(["保修期"]);
  });

  it("take signs of patterns as they are", () => {
    expect(words("C++ (2024) costs 5.5", "5.5 c++ (2024)")).toEqual(["2024", "5", "5"]);
  });
});
