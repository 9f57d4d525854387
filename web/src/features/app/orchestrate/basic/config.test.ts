import { describe, expect, it } from "vitest";
import { changedKeys, isName, merge, namesIn, renameIn, same, withModel } from "./config";
import { nameProblem, newVariable, undeclared, variablesOf, withVariables } from "./variables";

describe("prompts and names", () => {
  it("finds variables, not blocks", () => {
    expect(namesIn("Hi {{name}} {{ city }} {{#context#}} {{name}} {{1x}} {{姓名}}")).toEqual(["name", "city", "姓名"]);
    expect([isName("a1"), isName("1a"), isName("a b"), isName("_x"), isName("城市")]).toEqual([
      true,
      false,
      false,
      true,
      true,
    ]);
  });

  it("renames a variable wherever it is used", () => {
    const config = {
      pre_prompt: "{{a}} and {{ab}}",
      opening_statement: "Hello {{a}}",
      suggested_questions: ["Why {{a}}?"],
      dataset_query_variable: "a",
      chat_prompt_config: { prompt: [{ role: "system", text: "{{a}}" }] },
    };
    expect(renameIn(config, "a", "b")).toEqual({
      pre_prompt: "{{b}} and {{ab}}",
      opening_statement: "Hello {{b}}",
      suggested_questions: ["Why {{b}}?"],
      dataset_query_variable: "b",
      chat_prompt_config: { prompt: [{ role: "system", text: "{{b}}" }] },
    });
  });

  it("names what nothing declares", () => {
    const config = { pre_prompt: "{{a}} {{b}}", user_input_form: [{ "text-input": { variable: "a", label: "A" } }] };
    expect(undeclared(config)).toEqual(["b"]);
    expect(undeclared({ ...config, prompt_type: "advanced", chat_prompt_config: { prompt: [] } })).toEqual([]);
  });
});

describe("variables", () => {
  const config = {
    user_input_form: [
      { "text-input": { variable: "name", label: "Name", required: true, max_length: 20, odd: 1 } },
      { file: { variable: "paper", label: "Paper" } },
      { select: { variable: "size", label: "Size", options: ["s", "m"], default: "s" } },
    ],
    external_data_tools: [
      { enabled: true, variable: "weather", label: "W", type: "api", config: { api_based_extension_id: "x" } },
    ],
  };

  it("reads all kinds and writes what it read", () => {
    const read = variablesOf(config);
    expect(read.map((one) => [one.name, one.kind])).toEqual([
      ["name", "text-input"],
      ["size", "select"],
      ["weather", "external_data_tool"],
    ]);
    const back = withVariables(config, read);
    expect(variablesOf(back)).toMatchObject(read.map(({ stored: _, ...one }) => one));
    expect(back.user_input_form).toContainEqual({ file: { variable: "paper", label: "Paper" } });
    expect(back.user_input_form).toContainEqual({
      "text-input": { variable: "name", label: "Name", required: true, max_length: 20, odd: 1 },
    });
  });

  it("drops what a kind has no use for", () => {
    const [name] = variablesOf(config);
    const changed = withVariables({}, [{ ...name!, kind: "number" }]);
    expect(changed.user_input_form).toEqual([{ number: { variable: "name", label: "Name", required: true, odd: 1 } }]);
    expect(changed).not.toHaveProperty("external_data_tools");
  });

  it("judges names", () => {
    expect(nameProblem("", [])).toBe("empty");
    expect(nameProblem("9a", [])).toBe("shape");
    expect(nameProblem("a".repeat(31), [])).toBe("long");
    expect(nameProblem("a", ["a"])).toBe("taken");
    expect(nameProblem("a", ["b"])).toBeNull();
    expect(newVariable("external_data_tool", "w").home).toBe("external");
  });
});

describe("merge", () => {
  it("compares without regard to the order of keys", () => {
    expect(same({ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 })).toBe(true);
    expect(same({ a: 1 }, { a: 1, b: undefined })).toBe(true);
    expect(same([1], [1, 2])).toBe(false);
    expect(changedKeys({ a: 1, b: 2 }, { a: 1, c: 3 })).toEqual(["b", "c"]);
  });

  it("joins changes to different parts and tells of those to the same", () => {
    const base = { pre_prompt: "p", opening_statement: "o", model: { name: "m" } };
    const ours = { ...base, pre_prompt: "mine" };
    expect(merge(base, ours, { ...base, opening_statement: "theirs" })).toEqual({
      config: { ...base, pre_prompt: "mine", opening_statement: "theirs" },
      taken: ["opening_statement"],
      clashes: [],
    });
    const clash = merge(base, ours, { ...base, pre_prompt: "theirs" });
    expect(clash.clashes).toEqual(["pre_prompt"]);
    expect(clash.config.pre_prompt).toBe("mine");
    expect(merge(base, ours, ours).clashes).toEqual([]);
  });

  it("keeps parameters and foreign keys of a model", () => {
    const config = { model: { provider: "a", name: "b", mode: "chat", completion_params: {}, odd: true } };
    expect(withModel(config, { provider: "c", name: "d", mode: "chat", params: { top_p: 1 } }).model).toEqual({
      provider: "c",
      name: "d",
      mode: "chat",
      odd: true,
      completion_params: { top_p: 1 },
    });
  });
});
