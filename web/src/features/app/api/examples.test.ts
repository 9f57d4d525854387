import { describe, expect, it } from "vitest";
import { exampleOf, OPERATIONS, sampleInputs } from "./examples";

const FIELDS = [
  { variable: "topic", type: "text-input" },
  { variable: "count", type: "number", default: "3" },
  { variable: "tone", type: "select", options: ["dry", "warm"] },
  { variable: "loud", type: "checkbox", default: true },
  { variable: "papers", type: "file-list" },
];
const target = { baseUrl: "https://host/v1", key: "app-x", inputs: { q: "it's", on: true, none: null } };

describe("examples", () => {
  it("fill in one value for every input of the form", () => {
    expect(sampleInputs(FIELDS)).toMatchObject({ topic: "…", count: 3, tone: "dry", loud: true });
    expect(sampleInputs(FIELDS).papers).toHaveLength(1);
  });

  it("quote for the shell and for Python", () => {
    expect(exampleOf("run", "curl", target)).toContain(`it'\\''s`);
    const python = exampleOf("run", "python", target);
    expect(python).toContain('"on": True');
    expect(python).toContain('"none": None');
  });

  it("exist for every operation in every language, with address and key", () => {
    for (const operation of [...OPERATIONS.workflow, ...OPERATIONS["advanced-chat"]]) {
      for (const language of ["curl", "python", "javascript"] as const) {
        const text = exampleOf(operation, language, target);
        expect(text).toContain("https://host/v1/");
        expect(text).toContain("app-x");
      }
    }
  });
});
