import { describe, expect, it } from "vitest";
import type { ToolProvider } from "@/api/tools";
import { found, newTool, roundsOf, strategyFor, strategyOf, toolsOf, withTools } from "./agent";

const config = {
  agent_mode: {
    enabled: true,
    strategy: "cot",
    tools: [
      {
        provider_id: "vendor/time/time",
        provider_type: "builtin",
        provider_name: "vendor/time/time",
        tool_name: "current_time",
        tool_label: "Current time",
        tool_parameters: { timezone: "UTC" },
        enabled: true,
        notAuthor: false,
      },
      { dataset: { enabled: true, id: "d" } },
    ],
  },
};
const provider = {
  id: "time",
  name: "time",
  type: "builtin",
  tools: [{ name: "current_time", parameters: [{ name: "timezone", form: "form", default: "UTC" }, { name: "q" }] }],
} as unknown as ToolProvider;

describe("tools of an agent", () => {
  it("are read and written without losing what is not known here", () => {
    const [tool] = toolsOf(config);
    expect(tool).toMatchObject({ name: "current_time", fixed: { timezone: "UTC" }, enabled: true, description: "" });
    expect(withTools(config, [tool!]).agent_mode).toEqual(config.agent_mode);
    const off = withTools(config, [{ ...tool!, enabled: false, description: "Tells the time" }]);
    expect((off.agent_mode as { tools: object[] }).tools).toMatchObject([
      { enabled: false, extra: { description: "Tells the time" }, notAuthor: false },
      { dataset: { id: "d" } },
    ]);
    const back = withTools(off, [{ ...toolsOf(off)[0]!, description: "", enabled: true }]);
    expect(back.agent_mode).toEqual(config.agent_mode);
  });

  it("are found under the name of another installation, and missed when they are gone", () => {
    const [tool] = toolsOf(config);
    expect(found([provider], tool!).item?.name).toBe("current_time");
    expect(found([provider], { ...tool!, name: "gone" })).toMatchObject({ provider: { id: "time" }, item: undefined });
    expect(found([], tool!).provider).toBeUndefined();
    const added = newTool(provider, provider.tools[0]!, "Time");
    expect(added).toMatchObject({ providerId: "time", fixed: { timezone: "UTC" }, label: "Time" });
  });

  it("knows its strategy and its rounds", () => {
    expect([strategyOf(config), strategyOf({}), strategyFor(true), strategyFor(false)]).toEqual([
      "react",
      "function_call",
      "function_call",
      "react",
    ]);
    expect([roundsOf({}), roundsOf({ agent_mode: { max_iteration: 3 } })]).toEqual([10, 3]);
  });
});
