import { describe, expect, it } from "vitest";
import { piecesOf, referenceBefore, wanted } from "./promptText";

describe("text of a prompt", () => {
  it("is cut into text and references without losing a sign", () => {
    const text = "Hi {{name}}, {{#context#}} {not} {{ x }}";
    const pieces = piecesOf(text);
    expect(pieces.map((one) => one.text).join("")).toBe(text);
    expect(pieces.filter((one) => one.name !== null).map((one) => one.name)).toEqual(["name", "#context#", "x"]);
  });

  it("knows the reference before the caret", () => {
    expect(referenceBefore("a {{b}} c", 7)?.start).toBe(2);
    expect(referenceBefore("a {{b}} c", 8)).toBeNull();
  });

  it("knows what is looked for", () => {
    expect(wanted("say /na", 4, 7)).toBe("na");
    expect(wanted("say {{na", 4, 8)).toBe("na");
    expect(wanted("say /na me", 4, 10)).toBeNull();
    expect(wanted("say /na", 4, 3)).toBeNull();
  });
});
