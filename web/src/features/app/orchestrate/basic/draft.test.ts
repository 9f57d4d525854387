import { describe, expect, it } from "vitest";
import { ApiError } from "@/api/error";
import type { Raw } from "./config";
import { Draft, type Stored } from "./draft";

/** A server with one draft. */
function server(config: Raw) {
  let stored: Stored = { config, hash: "h0" };
  let count = 0;
  const state = { down: false, saves: 0 };
  const write = (next: Raw) => {
    count += 1;
    stored = { config: next, hash: `h${count}` };
  };
  return {
    state,
    write,
    stored: () => stored,
    port: {
      save: async (next: Raw, hash: string) => {
        if (state.down) throw new ApiError("unreachable", "", 0);
        if (hash !== stored.hash) throw new ApiError("stale", "", 409);
        state.saves += 1;
        write(next);
        return { hash: stored.hash, updated_at: 5 };
      },
      load: async () => stored,
    },
  };
}

describe("a draft", () => {
  it("saves what changed, in one request for many changes", async () => {
    const far = server({ pre_prompt: "a" });
    const draft = new Draft(far.stored(), far.port, 10_000);
    draft.change((config) => ({ ...config, pre_prompt: "b" }));
    draft.change((config) => ({ ...config, pre_prompt: "c" }));
    expect(draft.snapshot().state).toBe("waiting");
    expect(await draft.flush()).toBe(true);
    expect(far.state.saves).toBe(1);
    expect(far.stored().config).toEqual({ pre_prompt: "c" });
    expect(draft.snapshot()).toMatchObject({ state: "saved", savedAt: 5 });
    await draft.flush();
    expect(far.state.saves).toBe(1);
  });

  it("joins what somebody else saved and says what", async () => {
    const far = server({ pre_prompt: "a", opening_statement: "o" });
    const draft = new Draft(far.stored(), far.port, 10_000);
    far.write({ pre_prompt: "a", opening_statement: "theirs" });
    draft.change((config) => ({ ...config, pre_prompt: "mine" }));
    expect(await draft.flush()).toBe(true);
    expect(far.stored().config).toEqual({ pre_prompt: "mine", opening_statement: "theirs" });
    expect(draft.snapshot().taken).toEqual(["opening_statement"]);
    draft.dispose();
  });

  it("waits for a person when both changed the same part", async () => {
    const far = server({ pre_prompt: "a" });
    const draft = new Draft(far.stored(), far.port, 10_000);
    far.write({ pre_prompt: "theirs" });
    draft.change((config) => ({ ...config, pre_prompt: "mine" }));
    expect(await draft.flush()).toBe(false);
    expect(draft.snapshot().clash).toEqual({ keys: ["pre_prompt"], theirs: { pre_prompt: "theirs" } });
    expect(far.stored().config).toEqual({ pre_prompt: "theirs" });
    draft.settle({ pre_prompt: "mine" });
    await draft.flush();
    expect(far.stored().config).toEqual({ pre_prompt: "mine" });
  });

  it("saves one after the other, and takes no late answer for news", async () => {
    const far = server({ pre_prompt: "" });
    const draft = new Draft(far.stored(), far.port, 10_000);
    const first = far.stored();
    const flushes: Promise<boolean>[] = [];
    for (const letter of "quick typing") {
      draft.change((config) => ({ ...config, pre_prompt: `${String(config["pre_prompt"])}${letter}` }));
      flushes.push(draft.flush());
    }
    draft.adopt(first);
    await Promise.all(flushes);
    draft.adopt(first);
    expect(draft.snapshot()).toMatchObject({ config: { pre_prompt: "quick typing" }, state: "saved", clash: null });
    expect(far.stored().config).toEqual({ pre_prompt: "quick typing" });
  });

  it("keeps changes while the server is away, and can take theirs", async () => {
    const far = server({ pre_prompt: "a" });
    const draft = new Draft(far.stored(), far.port, 10_000);
    far.state.down = true;
    draft.change((config) => ({ ...config, pre_prompt: "b" }));
    expect(await draft.flush()).toBe(false);
    expect(draft.snapshot().state).toBe("offline");
    far.state.down = false;
    expect(await draft.flush()).toBe(true);
    far.write({ pre_prompt: "theirs" });
    draft.adopt(far.stored());
    expect(draft.snapshot()).toMatchObject({ config: { pre_prompt: "theirs" }, state: "saved" });
    draft.dispose();
  });
});
