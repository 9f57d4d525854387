import { useState } from "react";
import { useTranslation } from "react-i18next";
import { InputRows } from "@/editor/panel/fields/InputRows";
import { Outputs } from "@/editor/panel/Outputs";
import { usePanel } from "@/editor/panel/panel";
import { Section } from "@/editor/panel/parts";
import { Generate } from "@/editor/panel/text/Generate";
import { TextCard } from "@/editor/panel/text/TextField";
import { record, strings, text } from "@/editor/raw";
import { Button } from "@/ui/Button";
import { Callout } from "@/ui/Feedback";
import { Select } from "@/ui/Select";
import { OutputRows } from "./OutputRows";
import { parametersOf, STARTS, withParameters } from "./signature";

type Language = "python3" | "javascript";

export function Panel() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const language: Language = panel.text("code_language") === "javascript" ? "javascript" : "python3";
  const stored = panel.text("code");
  const [typed, setTyped] = useState<string | null>(null);
  const code = typed ?? stored;
  const inputs = panel.records("variables").map((one) => ({
    name: text(one["variable"]),
    type: text(one["value_type"]) || panel.scope.typeOf(strings(one["value_selector"])),
  }));
  const names = inputs.map((one) => one.name).filter(Boolean);
  const taken = parametersOf(code, language);
  const differs = taken !== null && (taken.length !== names.length || names.some((name) => !taken.includes(name)));
  const outputs = Object.entries(panel.record("outputs")).map(([name, one]) => ({
    name,
    type: text(record(one)["type"]),
  }));
  const choose = (next: Language) =>
    panel.change((data) => {
      const untouched = stored.trim() === "" || stored.trim() === (STARTS[language] ?? "").trim();
      return { ...data, code_language: next, ...(untouched ? { code: STARTS[next] } : {}) };
    });
  const write = (next: string) => {
    setTyped(null);
    panel.set(["code"], next);
  };
  return (
    <>
      <Section title={t("code.inputs")} help={t("code.inputsHelp")}>
        <InputRows path={["variables"]} />
      </Section>
      <Section title={t("code.code")} required>
        <TextCard
          plain
          key={language}
          language={language}
          names={names}
          label={t("code.code")}
          minHeight={200}
          value={stored}
          onType={setTyped}
          onChange={write}
          actions={
            <Generate
              kind="code"
              current={code}
              language={language}
              inputs={inputs.filter((one) => one.name !== "")}
              outputs={outputs}
              onApply={write}
            />
          }
          title={
            <Select
              compact
              className="w-32"
              ariaLabel={t("code.language")}
              disabled={panel.readOnly}
              value={language}
              onValueChange={choose}
              options={[
                { value: "python3", label: "Python 3" },
                { value: "javascript", label: "JavaScript" },
              ]}
            />
          }
        />
        {code.trim() !== "" && taken === null && (
          <Callout tone="warn" className="mt-2">
            {t("code.noMain")}
          </Callout>
        )}
        {differs && (
          <Callout
            tone="warn"
            className="mt-2"
            action={
              !panel.readOnly && (
                <Button
                  size="inline"
                  onClick={() =>
                    panel.set(
                      ["code"],
                      withParameters(
                        stored,
                        language,
                        inputs.filter((one) => one.name),
                      ),
                    )
                  }
                >
                  {t("code.sync")}
                </Button>
              )
            }
          >
            {t("code.differs", { taken: taken.join(", ") || "–", given: names.join(", ") || "–" })}
          </Callout>
        )}
      </Section>
      <Section title={t("code.outputs")} help={t("code.outputsHelp")} required>
        <OutputRows />
      </Section>
      <Outputs title={t("outputs.title")} variables={panel.scope.index.outputs(panel.id)} />
    </>
  );
}
