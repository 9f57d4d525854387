import { useTranslation } from "react-i18next";
import { RadioCards } from "@/ui/Choice";
import { Callout } from "@/ui/Feedback";
import { number, record, text, type Raw } from "../raw";
import { NumberInput } from "./fields/inputs";
import { TypedValue } from "./fields/TypedValue";
import { usePanel } from "./panel";
import { Section, SwitchSection } from "./parts";
import { emptyOf } from "./types";

/** Types that offer retry and error handling; others show them only where a file already has them. */
const OFFERED = new Set([
  "llm",
  "tool",
  "http-request",
  "code",
  "agent",
  "knowledge-retrieval",
  "parameter-extractor",
  "question-classifier",
  "document-extractor",
]);

/** Retry, and what happens when a node fails all the same. */
export function Failures({ type }: { type: string }) {
  const { get, text: read } = usePanel();
  const stored = get("retry_config") !== undefined || read("error_strategy") !== "";
  if (!OFFERED.has(type) && !stored) return null;
  return (
    <>
      <Retry />
      <Handling type={type} />
    </>
  );
}

function Retry() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const retry = panel.record("retry_config");
  const times = number(retry["max_retries"]) ?? 3;
  const interval = number(retry["retry_interval"]) ?? 1000;
  const on = retry["retry_enabled"] === true;
  const first = { max_retries: times, retry_interval: interval };
  return (
    <SwitchSection
      title={t("retry.title")}
      help={t("retry.help")}
      checked={on}
      onChange={(enabled) =>
        panel.set(["retry_config"], { ...(enabled ? first : {}), ...retry, retry_enabled: enabled })
      }
    >
      <div className="grid grid-cols-2 gap-3">
        <NumberInput
          label={t("retry.times")}
          min={1}
          max={10}
          step={1}
          value={times}
          error={(times < 1 || times > 10) && t("range", { min: 1, max: 10 })}
          onChange={(next) => next !== null && panel.set(["retry_config", "max_retries"], Math.round(next))}
        />
        <NumberInput
          label={t("retry.interval")}
          min={100}
          max={5000}
          step={100}
          unit="ms"
          value={interval}
          error={(interval < 0 || interval > 5000) && t("range", { min: 0, max: 5000 })}
          onChange={(next) => next !== null && panel.set(["retry_config", "retry_interval"], Math.round(next))}
        />
      </div>
    </SwitchSection>
  );
}

type Strategy = "none" | "default-value" | "fail-branch";

function Handling({ type }: { type: string }) {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const stored = panel.text("error_strategy");
  const strategy: Strategy = stored === "default-value" || stored === "fail-branch" ? stored : "none";
  const outputs = panel.scope.index
    .outputs(panel.id)
    .filter((one) => one.name !== "error_type" && one.name !== "error_message");
  const choose = (next: Strategy) =>
    panel.change((data) => {
      const { error_strategy: _, ...rest } = data;
      if (next === "none") return rest;
      const first = { ...rest, error_strategy: next };
      if (next !== "default-value" || Array.isArray(data["default_value"])) return first;
      const values = outputs
        .filter((one) => !(type === "llm" && one.name !== "text" && one.name !== "structured_output"))
        .map((one) => ({ key: one.name, type: one.type, value: emptyOf(one.type) }));
      return { ...first, default_value: values };
    });
  return (
    <Section title={t("failure.title")} help={t("failure.help")}>
      <div className={panel.readOnly ? "pointer-events-none" : ""}>
        <RadioCards<Strategy>
          hideLabel
          label={t("failure.title")}
          columns={3}
          value={strategy}
          onValueChange={choose}
          options={(["none", "default-value", "fail-branch"] as const).map((value) => ({
            value,
            label: t(`failure.${value}`),
          }))}
        />
      </div>
      {strategy === "fail-branch" && <Callout className="mt-2">{t("failure.branchHelp")}</Callout>}
      {strategy === "default-value" && <Defaults />}
    </Section>
  );
}

function Defaults() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const stored = panel.records("default_value");
  const names = stored.map((one) => text(one["key"]));
  const outputs = panel.scope.index
    .outputs(panel.id)
    .filter((one) => one.name !== "error_type" && one.name !== "error_message" && !names.includes(one.name));
  const rows: Raw[] = [...stored, ...outputs.map((one) => ({ key: one.name, type: one.type }))];
  return (
    <div className="mt-2 flex flex-col gap-3">
      <p className="text-small text-fg-3">{t("failure.defaultHelp")}</p>
      {rows.map((row, index) => {
        const name = text(row["key"]);
        const type = text(row["type"]) || "string";
        return (
          <div key={name}>
            <div className="mb-1 flex items-baseline gap-2">
              <span className="font-mono text-small text-fg">{name}</span>
              <span className="text-meta text-fg-3">{type}</span>
            </div>
            <TypedValue
              label={t("failure.valueOf", { name })}
              type={type}
              value={row["value"]}
              asText={typeof row["value"] === "string"}
              onChange={(value) =>
                panel.change(
                  (data) => ({
                    ...data,
                    default_value: stored[index]
                      ? stored.with(index, { ...record(stored[index]), value })
                      : [...stored, { key: name, type, value }],
                  }),
                  { field: `default_value.${name}` },
                )
              }
            />
          </div>
        );
      })}
    </div>
  );
}
