// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createInstance } from "i18next";
import { I18nextProvider, initReactI18next } from "react-i18next";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import chat from "@/i18n/en-US/chat.json";
import { TooltipProvider } from "@/ui";
import { optionOf } from "./chartOption";
import { Markdown } from "./Markdown";
import { SayContext } from "./say";

const i18n = createInstance();
beforeAll(async () => {
  await i18n.use(initReactI18next).init({ lng: "en-US", resources: { "en-US": { chat } } });
});
afterEach(cleanup);

function show(text: string, busy = false) {
  const say = vi.fn<(text: string) => void>();
  render(
    <I18nextProvider i18n={i18n}>
      <TooltipProvider>
        <SayContext value={{ say, busy }}>
          <Markdown text={text} />
        </SayContext>
      </TooltipProvider>
    </I18nextProvider>,
  );
  return say;
}

const FORM = `<form data-format="FORMAT">
  <label for="who">Name:</label>
  <input type="text" name="who" />
  <input type="hidden" name="secret" value="42" />
  <textarea name="notes">first</textarea>
  <input type="datetime" name="at" value="2026-05-01T10:00" />
  <label for="pick">Pick:</label>
  <input type="select" name="pick" data-options='["hello","world"]'/>

  <input type="checkbox" name="agree" data-tip="I agree"/>
  <input type="colour" name="shade" />
  <input type="text" name="1bad" onfocus="alert(1)" />
  <button data-variant="primary" data-size="small">Send it</button>
</form>`;

describe("answers that can be used", () => {
  it("buttons say their message, links in the conversation their text", async () => {
    const say = show(
      'Go: <button data-message="Hello Tenon" data-variant="warning">Hi</button> or [more of it](abbr:more) ' +
        'or <button data-link="https://example.com/a" data-message="no">Read</button>',
    );
    await userEvent.click(await screen.findByRole("button", { name: "Hi" }));
    await userEvent.click(screen.getByRole("button", { name: "more of it" }));
    expect(say.mock.calls).toEqual([["Hello Tenon"], ["more of it"]]);
    expect(screen.getByRole("link", { name: "Read" }).getAttribute("href")).toBe("https://example.com/a");
  });

  it("nothing is said while an answer is on its way", async () => {
    const say = show('<button data-message="x">Hi</button> [y](abbr:y)', true);
    await userEvent.click(await screen.findByRole("button", { name: "Hi" }));
    await userEvent.click(screen.getByRole("button", { name: "y" }));
    expect(say).not.toHaveBeenCalled();
  });

  it.each([
    ["json", '{"who":"Lin","secret":"42","notes":"first","at":"2026-05-01T10:00","pick":"world","agree":true}'],
    ["text", "who: Lin\nsecret: 42\nnotes: first\nat: 2026-05-01T10:00\npick: world\nagree: true"],
  ])("a form sends its values as %s", async (format, message) => {
    const say = show(FORM.replace("FORMAT", format));
    await userEvent.type(await screen.findByLabelText("Name:"), "Lin");
    await userEvent.selectOptions(screen.getByLabelText("Pick:"), "world");
    await userEvent.click(screen.getByLabelText("I agree"));
    expect(screen.getByText("Not supported here: input colour")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Send it" }));
    expect(say).toHaveBeenCalledExactlyOnceWith(message);
  });

  it("task lists, markup that runs, and addresses that run stay what they were", async () => {
    show('- [x] done\n\n<button onclick="alert(1)" data-link="javascript:alert(1)">Run</button> [go](javascript:x)');
    const box = await screen.findByRole<HTMLInputElement>("checkbox");
    expect([box.checked, box.disabled]).toEqual([true, true]);
    const run = await screen.findByRole("button", { name: "Run" });
    expect([run.getAttribute("onclick"), run.tagName]).toEqual([null, "BUTTON"]);
    expect(screen.getByText("go").getAttribute("href") ?? "").not.toContain("javascript");
  });
});

describe("settings of a chart", () => {
  it("wait for complete JSON and hold no code", () => {
    expect(optionOf('{"series": [{"type": "bar"')).toBeNull();
    expect(optionOf("[1]")).toBeNull();
    const option = optionOf(
      JSON.stringify({
        title: { text: "T", link: "javascript:alert(1)", sublink: "https://example.com" },
        toolbox: { feature: { dataView: {} } },
        tooltip: { formatter: "<img onerror=alert(1)>" },
        series: [{ type: "bar", data: [1], tooltip: { show: true } }],
      }),
    );
    expect(option).toEqual({
      title: { text: "T", sublink: "https://example.com" },
      tooltip: { formatter: "<img onerror=alert(1)>", renderMode: "richText" },
      series: [{ type: "bar", data: [1], tooltip: { show: true, renderMode: "richText" } }],
    });
  });
});
