import { describe, expect, it } from "vitest";
import { parametersOf, withParameters } from "./signature";

describe("main", () => {
  it("is read in both languages", () => {
    expect(parametersOf("def main(a: str, b: dict[str, int] = {'x': 1}) -> dict:\n  return {}", "python3")).toEqual([
      "a",
      "b",
    ]);
    expect(parametersOf("# def main(x):\nprint(1)", "python3")).toBeNull();
    expect(parametersOf("function main({ a, b = [1, 2] }) { return {} }", "javascript")).toEqual(["a", "b"]);
    expect(parametersOf("const main = ({x}) => ({})", "javascript")).toEqual(["x"]);
    expect(parametersOf("def main():\n  pass", "python3")).toEqual([]);
  });

  it("takes the inputs' names, the rest of the code stays", () => {
    const code = "import json\n\ndef main(old) -> dict:\n    return {}\n";
    const inputs = [
      { name: "a", type: "string" },
      { name: "b", type: "array[number]" },
      { name: "c", type: "" },
    ];
    expect(withParameters(code, "python3", inputs)).toBe(
      "import json\n\ndef main(a: str, b: list[float], c) -> dict:\n    return {}\n",
    );
    expect(withParameters("function main({ x }) {\n}", "javascript", inputs)).toBe("function main({ a, b, c }) {\n}");
  });
});
