// @vitest-environment jsdom
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createInstance } from "i18next";
import { useState } from "react";
import { I18nextProvider, initReactI18next } from "react-i18next";
import { describe, expect, it } from "vitest";
import en from "@/i18n/en-US/forms.json";
import zh from "@/i18n/zh-Hans/forms.json";
import { TooltipProvider } from "@/ui";
import { defaultsOf, problemsOf, valuesToSend, type FieldSchema, type Values } from "./schema";
import { SchemaForm } from "./SchemaForm";

const FIELDS: FieldSchema[] = [
  { variable: "api_key", type: "secret-input", required: true, label: { en_US: "API key", zh_Hans: "密钥" } },
  { variable: "base_url", type: "text-input", label: { en_US: "Base URL" }, placeholder: { en_US: "https://" } },
  {
    variable: "mode",
    type: "select",
    default: "chat",
    label: { en_US: "Mode" },
    options: [
      { value: "chat", label: { en_US: "Chat" } },
      { value: "completion", label: { en_US: "Completion" } },
    ],
  },
  {
    variable: "window",
    type: "number",
    min: 1,
    max: 10,
    label: { en_US: "Window" },
    show_on: [{ variable: "mode", value: "completion" }],
  },
  { variable: "extra", type: "mystery", label: { en_US: "Extra" } },
];

async function mount(language: "en-US" | "zh-Hans", initial: Values = defaultsOf(FIELDS), masked: Values = {}) {
  const i18n = createInstance();
  await i18n.use(initReactI18next).init({
    lng: language,
    resources: { "en-US": { forms: en }, "zh-Hans": { forms: zh } },
    ns: ["forms"],
  });
  let latest = initial;
  function Host() {
    const [values, setValues] = useState(initial);
    latest = values;
    return (
      <SchemaForm
        fields={FIELDS}
        values={values}
        onChange={setValues}
        masked={masked}
        problems={problemsOf(FIELDS, values, masked)}
      />
    );
  }
  const view = render(
    <I18nextProvider i18n={i18n}>
      <TooltipProvider>
        <Host />
      </TooltipProvider>
    </I18nextProvider>,
  );
  return { values: () => latest, ...view };
}

describe("SchemaForm", () => {
  it("says labels in the language, and English where a text is missing", async () => {
    const { unmount } = await mount("zh-Hans");
    expect(screen.getByLabelText(/密钥/)).toBeTruthy();
    expect(screen.getByLabelText(/Base URL/)).toBeTruthy();
    expect(screen.getByText(zh.required)).toBeTruthy();
    unmount();
  });

  it("shows a field in place when what it depends on is chosen", async () => {
    const user = userEvent.setup();
    const { unmount, values } = await mount("en-US");
    expect(screen.queryByLabelText(/Window/)).toBeNull();
    await user.click(screen.getByRole("radio", { name: "Completion" }));
    await user.type(screen.getByLabelText(/Window/), "12");
    expect(screen.getByText("Between 1 and 10.")).toBeTruthy();
    expect(values()).toMatchObject({ mode: "completion", window: 12 });
    unmount();
  });

  it("never shows a stored secret, and sends it only when it was replaced", async () => {
    const user = userEvent.setup();
    const masked = { api_key: "sk-1****89" };
    const { unmount, values } = await mount("en-US", { mode: "chat" }, masked);
    expect(screen.getByDisplayValue("sk-1****89")).toHaveProperty("readOnly", true);
    expect(problemsOf(FIELDS, values(), masked)).toEqual({});
    expect(valuesToSend(FIELDS, values())).toEqual({ mode: "chat" });
    await user.click(screen.getByRole("button", { name: "Replace" }));
    await user.type(screen.getByLabelText(/API key/), "new");
    expect(valuesToSend(FIELDS, values())).toEqual({ mode: "chat", api_key: "new" });
    unmount();
  });

  it("keeps values of kinds and names that it does not know", async () => {
    const { unmount, values } = await mount("en-US", { api_key: "k", extra: { a: [1] }, forgotten: 7 });
    expect(screen.getByDisplayValue(/"a"/)).toBeTruthy();
    expect(screen.getByText(en.otherValues)).toBeTruthy();
    expect(valuesToSend(FIELDS, values())).toMatchObject({ extra: { a: [1] }, forgotten: 7 });
    unmount();
  });
});
