import { describe, expect, it } from "vitest";
import { bubbleCode, frameCode, pageOf } from "./addresses";

const BASE = "https://tenon.example.org";

describe("addresses of a published app", () => {
  it("follow the type of the app", () => {
    expect(pageOf(BASE, "agent-chat", "C")).toBe(`${BASE}/chat/C`);
    expect(pageOf(BASE, "workflow", "C")).toBe(`${BASE}/workflow/C`);
    expect(frameCode(BASE, "chat", "C")).toContain(`src="${BASE}/chatbot/C"`);
    expect(frameCode(BASE, "completion", "C")).toContain(`src="${BASE}/completion/C"`);
  });

  it("put what was chosen into the script", () => {
    const plain = bubbleCode(BASE, "C", { draggable: false, colour: "#0f766e", side: "right" });
    expect(plain).toContain(`<script src="${BASE}/embed.min.js" id="C" defer>`);
    expect(plain).toContain("bg-color: #0f766e");
    expect(plain).not.toContain("draggable");
    const left = bubbleCode(BASE, "C", { draggable: true, colour: "#0f766e", side: "left" });
    expect(left).toContain("draggable: true");
    expect(left).toContain("button-left: 1rem");
  });
});
