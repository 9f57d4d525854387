import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readAddress } from "./address";

const pack = (value: string) => gzipSync(Buffer.from(value, "utf8")).toString("base64");
const query = (values: Record<string, string>) => `?${new URLSearchParams(values)}`;

describe("readAddress", () => {
  it("takes plain inputs and packed system values on the chat page", async () => {
    const search = query({ topic: "茶 & more", "sys.user_id": pack("u-1"), "user.name": "Lin", locale: "zh" });
    expect(await readAddress("/chat/abc", search)).toEqual({
      page: "chat",
      code: "abc",
      inputs: { topic: "茶 & more" },
      userId: "u-1",
      conversationId: null,
      locale: "zh",
      user: { name: "Lin" },
    });
  });

  it("unpacks everything on the page for frames", async () => {
    const search = query({
      topic: pack("茶"),
      "sys.conversation_id": pack("c-1"),
      "user.name": pack("Lin"),
      "sys.locale": pack("en-US"),
    });
    const address = await readAddress("/chatbot/abc/", search);
    expect(address).toMatchObject({
      inputs: { topic: "茶" },
      conversationId: "c-1",
      user: { name: "Lin" },
      locale: "en-US",
    });
  });

  it("reads a plus that became a blank", async () => {
    const value = Array.from({ length: 200 }, (_, n) => `value ${n}`).find((one) => pack(one).includes("+"));
    expect(value).toBeDefined();
    const address = await readAddress(
      "/chatbot/abc",
      `?a=${pack(value ?? "")
        .replace(/=/g, "%3D")
        .replace(/\//g, "%2F")}`,
    );
    expect(address?.inputs).toEqual({ a: value });
  });

  it.each(["plain", "%%%", "aGVsbG8=", ""])("passes over what cannot be decoded: %s", async (broken) => {
    const address = await readAddress("/chatbot/abc", query({ a: broken, b: pack("ok"), "sys.user_id": broken }));
    expect(address?.inputs).toEqual({ b: "ok" });
    expect(address?.userId).toBeNull();
  });

  it("knows no other page", async () => {
    expect(await readAddress("/apps", "")).toBeNull();
    expect(await readAddress("/chat/", "")).toBeNull();
  });
});
