import { describe, expect, it } from "vitest";
import { matching, readQuery, type Entry, type Kind } from "./match";

const entry = (kind: Kind, text: string, keywords = ""): Entry => ({
  id: text,
  kind,
  text,
  keywords,
  icon: null,
  go: "/",
});

const entries = [
  entry("action", "Dark theme", "appearance"),
  entry("app", "Travel helper"),
  entry("app", "Helper of travellers"),
  entry("settings", "Members"),
];
const found = (typed: string) => matching(entries, typed).map((one) => one.text);

describe("the palette", () => {
  it("finds entries that hold every word, apps first and beginnings before the rest", () => {
    expect(found("help")).toEqual(["Helper of travellers", "Travel helper"]);
    expect(found("trav HELP")).toEqual(["Travel helper", "Helper of travellers"]);
    expect(found("appear")).toEqual(["Dark theme"]);
    expect(found("nothing")).toEqual([]);
    expect(found("")).toHaveLength(4);
  });

  it("narrows to a kind by its prefix", () => {
    expect(readQuery("@app tra")).toEqual({ words: "tra", kinds: ["app"] });
    expect(found("@settings")).toEqual(["Members"]);
    expect(found("/dark")).toEqual(["Dark theme"]);
    expect(readQuery("@kb shop")).toEqual({ words: "shop", kinds: ["knowledge"] });
    const node = entry("node", "Summarise");
    const command = entry("command", "Undo");
    expect(matching([...entries, command, node], "").map((one) => one.kind)).not.toContain("node");
    expect(matching([command, ...entries], "").at(-1)).toBe(command);
    expect(matching([...entries, node], "@node")).toEqual([node]);
    expect(matching([...entries, command], "/undo")).toEqual([command]);
    expect(readQuery("@apple")).toMatchObject({ words: "@apple" });
  });
});
