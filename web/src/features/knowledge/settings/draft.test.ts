import { describe, expect, it } from "vitest";
import type { Dataset } from "../data";
import { changesOf, draftOf, embedsAnew, problemOf } from "./draft";

const retrieval = {
  search_method: "semantic_search",
  reranking_enable: false,
  top_k: 3,
  score_threshold_enabled: false,
};
const base = {
  name: "Shop",
  description: "",
  icon: null,
  permission: "only_me",
  partial_member_list: [] as string[],
  indexing_technique: "economy",
  embedding_model_provider: null,
  embedding_model: null,
  retrieval_model: { ...retrieval, search_method: "keyword_search" },
  document_count: 2,
} as unknown as Dataset;

describe("the settings of a base", () => {
  it("ask the server for what differs", () => {
    const draft = draftOf(base);
    expect(changesOf(base, draft)).toEqual({});
    expect(changesOf(base, { ...draft, name: " Shops ", permission: "all_team_members" })).toEqual({
      name: "Shops",
      permission: "all_team_members",
    });
    const chosen = { ...draft, permission: "partial_members" as const, members: ["a"] };
    expect(changesOf(base, chosen)).toEqual({ permission: "partial_members", partial_member_list: ["a"] });
  });

  it("embed anew after an upgrade or with another model", () => {
    const upgraded = { ...draftOf(base), technique: "high_quality" as const, embedding: { provider: "p", model: "m" } };
    expect(embedsAnew(base, upgraded)).toBe(true);
    expect(changesOf(base, upgraded)).toMatchObject({ indexing_technique: "high_quality", embedding_model: "m" });
    expect(embedsAnew({ ...base, document_count: 0 }, upgraded)).toBe(false);
    expect(embedsAnew(base, { ...draftOf(base), name: "Else" })).toBe(false);
  });

  it("name what is missing", () => {
    const draft = draftOf(base);
    expect(problemOf(draft, 10)).toBeUndefined();
    expect(problemOf({ ...draft, name: " " }, 10)).toBe("name");
    expect(problemOf({ ...draft, permission: "partial_members" }, 10)).toBe("members");
    expect(problemOf({ ...draft, technique: "high_quality" }, 10)).toBe("model");
    expect(problemOf({ ...draft, retrieval: { ...draft.retrieval, top_k: 0 } }, 10)).toBe("retrieval");
  });
});
