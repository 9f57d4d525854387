import { describe, expect, it } from "vitest";
import { emptyTrace } from "@/run/state";
import { applyEvents } from "@/run/trace";
import type { RunEvent } from "@/run/events";
import { callsOf } from "./AgentText";
import { placed, turnOf } from "./turn";

const thought = (id: string, more: object): RunEvent => ({ event: "agent_thought", id, ...more });
const says = (answer: string): RunEvent => ({ event: "agent_message", answer });

describe("rounds of an agent", () => {
  it("stand where they happened in the text, told once however often they come", () => {
    const trace = applyEvents(emptyTrace(), [
      thought("1", { position: 1 }),
      says("Let me look."),
      thought("1", { position: 1, thought: "Let me look.", tool: "time", tool_input: '{"time":{}}' }),
      thought("1", { position: 1, tool: "time", tool_input: '{"time":{}}', observation: '{"time":"noon"}' }),
      thought("2", { position: 2 }),
      says("It is noon."),
      thought("2", { position: 2, thought: "It is noon." }),
    ]);
    expect(trace.thoughts.map((one) => [one.id, one.at, one.observation])).toEqual([
      ["1", 12, '{"time":"noon"}'],
      ["2", 23, undefined],
    ]);
    expect(trace.text.slice(trace.thoughts[0]!.at)).toBe("It is noon.");
  });

  it("hold one call per tool", () => {
    const calls = callsOf(
      {
        id: "1",
        at: 0,
        tool: "a;b",
        tool_input: '{"a":{"x":1},"b":{}}',
        observation: '{"a":"one"}',
        tool_labels: { a: { en_US: "First", zh_Hans: "第一" } },
      },
      "zh-Hans",
    );
    expect(calls).toEqual([
      { name: "a", label: "第一", input: { x: 1 }, output: "one", done: true },
      { name: "b", label: "b", input: {}, output: undefined, done: false },
    ]);
    const [plain] = callsOf({ id: "1", at: 0, tool: "a", tool_input: "raw", observation: "text" }, "en-US");
    expect(plain).toMatchObject({ input: "raw", output: "text", done: true });
  });

  it("are found again in stored answers", () => {
    const rounds = [
      { id: "2", position: 2, thought: "Done." },
      { id: "1", position: 1, thought: "Looking.", tool: "time" },
    ];
    expect(placed(rounds, "Looking.Done.").map((one) => [one.id, one.at])).toEqual([
      ["1", 8],
      ["2", 8],
    ]);
    expect(turnOf({ id: "m", answer: "x", agent_thoughts: rounds }).trace.thoughts[0]).toMatchObject({
      id: "1",
      at: 0,
    });
  });
});
