import { describe, expect, it } from "vitest";
import { snippet } from "@/api/snippets";
import { callOf, OPERATIONS, type Facts } from "./examples";

const facts: Facts = { base: "B-1", document: "D-1", segment: "S-1", form: "text_model", empty: false };
const target = { baseUrl: "https://host/v1", key: "dataset-x" };

describe("examples of the knowledge API", () => {
  it("name this base, with address and key, in every language", () => {
    for (const operation of OPERATIONS) {
      for (const language of ["curl", "python", "javascript"] as const) {
        const text = snippet(callOf(operation, facts), language, target);
        expect(text).toContain("https://host/v1/datasets/B-1");
        expect(text).toContain("dataset-x");
      }
    }
  });

  it("send pairs where the base holds pairs", () => {
    expect(snippet(callOf("addSegments", { ...facts, form: "qa_model" }), "curl", target)).toContain('"answer"');
    expect(snippet(callOf("addSegments", facts), "curl", target)).not.toContain('"answer"');
  });

  it("say how an empty base is to be indexed", () => {
    const call = callOf("createFile", { ...facts, empty: true });
    expect(call.form?.["data"]).toContain("economy");
    expect(snippet(call, "curl", target)).toContain("-F 'file=@report.pdf'");
    expect(snippet(call, "python", target)).toContain('"data"');
    expect(snippet(call, "javascript", target)).toContain('form.append("data"');
  });
});
