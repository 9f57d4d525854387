import { useTranslation } from "react-i18next";
import { NumberInput } from "@/editor/panel/fields/inputs";
import { TemplateField } from "@/editor/panel/text/TextField";
import { VariableField } from "@/editor/panel/fields/VariableField";
import { usePanel } from "@/editor/panel/panel";
import { Help, Section, SwitchSection } from "@/editor/panel/parts";
import { useServices, type Abilities, type ModelChoice } from "@/editor/panel/services";
import { setIn, type Path } from "@/editor/panel/write";
import { number, record, text, type Raw } from "@/editor/raw";
import { RadioCards, Switch } from "@/ui/Choice";
import { Callout } from "@/ui/Feedback";
import { Segmented } from "@/ui/Tabs";

/** A stored model, whatever else stands beside its members. */
export const modelOf = (stored: Raw): ModelChoice => ({
  provider: text(stored["provider"]),
  name: text(stored["name"]) || text(stored["model"]),
  mode: text(stored["mode"]) || "chat",
  params: record(stored["completion_params"]),
});

/** The stored model with another choice; members that are not known stay. */
export function withModel(stored: Raw, choice: ModelChoice, name: "name" | "model" = "name"): Raw {
  const next = { ...stored, provider: choice.provider, [name]: choice.name, mode: choice.mode };
  return setIn(next, ["completion_params"], choice.params);
}

/** What the model of a node can do. */
export function useModelAbilities(path: Path = ["model"]): Abilities {
  const panel = usePanel();
  const choice = modelOf(panel.record(...path));
  return useServices().useAbilities(choice.provider, choice.name);
}

export function ModelSection({ path = ["model"] }: { path?: Path }) {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const { ModelField } = useServices();
  return (
    <Section title={t("model.title")} required>
      <ModelField
        label={t("model.title")}
        disabled={panel.readOnly}
        value={modelOf(panel.record(...path))}
        onChange={(choice) =>
          panel.change((data) => setIn(data, path, withModel(record(panel.get(...path)), choice)), { field: "model" })
        }
      />
    </Section>
  );
}

/** Pictures for models that see: which files, and how fine. */
export function VisionSection({ abilities }: { abilities: Abilities }) {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const on = panel.on("vision", "enabled");
  const reads = abilities.vision || abilities.document || abilities.audio || abilities.video;
  const blind = abilities.known && !reads;
  const selector = panel.strings("vision", "configs", "variable_selector");
  if (blind && !on) return null;
  return (
    <SwitchSection
      title={t("vision.title")}
      help={t("vision.help")}
      checked={on}
      onChange={(enabled) =>
        panel.change((data) => {
          const next = setIn(data, ["vision", "enabled"], enabled);
          if (!enabled || record(record(data["vision"])["configs"])["variable_selector"] !== undefined) return next;
          const configs = { detail: "high", variable_selector: panel.mode === "advanced-chat" ? ["sys", "files"] : [] };
          return setIn(next, ["vision", "configs"], configs);
        })
      }
    >
      {blind && <Callout tone="warn">{t("vision.blind")}</Callout>}
      <VariableField
        label={t("vision.files")}
        types={["file", "array[file]"]}
        value={selector.length > 0 ? selector : ["sys", "files"]}
        onChange={(chosen) => panel.set(["vision", "configs", "variable_selector"], chosen)}
      />
      <div className={panel.readOnly ? "pointer-events-none" : ""}>
        <RadioCards
          label={t("vision.detail")}
          value={panel.text("vision", "configs", "detail") === "low" ? "low" : "high"}
          onValueChange={(detail) => panel.set(["vision", "configs", "detail"], detail)}
          options={[
            { value: "high", label: t("vision.high") },
            { value: "low", label: t("vision.low") },
          ]}
        />
      </div>
    </SwitchSection>
  );
}

/** Earlier turns that are sent along; chatflows only. */
export function MemorySection({ path = ["memory"], query = false }: { path?: Path; query?: boolean }) {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const stored = panel.get(...path);
  const memory = record(stored);
  const on = typeof stored === "object" && stored !== null && memory["enabled"] !== false;
  if (panel.mode !== "advanced-chat" && !on) return null;
  const window = record(memory["window"]);
  const limited = window["enabled"] === true;
  const size = number(window["size"]) ?? 50;
  const toggle = (enabled: boolean) => {
    if (!enabled) panel.set(path, memory["enabled"] === undefined ? undefined : { ...memory, enabled: false });
    else if (memory["enabled"] === false) panel.set(path, { ...memory, enabled: true });
    else {
      panel.set(path, {
        window: { enabled: false, size: 50 },
        ...(query ? { query_prompt_template: "{{#sys.query#}}\n\n{{#sys.files#}}" } : {}),
      });
    }
  };
  return (
    <SwitchSection title={t("memory.title")} help={t("memory.help")} checked={on} onChange={toggle}>
      {panel.mode !== "advanced-chat" && <Callout tone="warn">{t("memory.chatOnly")}</Callout>}
      {query && (
        <TemplateField
          multiline
          title={
            <span className="flex items-center gap-1.5">
              {t("memory.query")} <Help text={t("memory.queryHelp")} />
            </span>
          }
          label={t("memory.query")}
          placeholder="{{#sys.query#}}"
          value={panel.text(...path, "query_prompt_template")}
          onChange={(value) => panel.set([...path, "query_prompt_template"], value)}
        />
      )}
      <div className="flex flex-wrap items-start gap-3">
        <Switch
          className="min-w-0 flex-1 py-1.5"
          label={t("memory.window")}
          help={t("memory.windowHelp")}
          checked={limited}
          disabled={panel.readOnly}
          onCheckedChange={(enabled) => panel.set([...path, "window"], { size: 50, ...window, enabled })}
        />
        {limited && (
          <NumberInput
            className="w-24"
            ariaLabel={t("memory.rounds")}
            min={1}
            max={100}
            step={1}
            value={size}
            error={(size < 1 || size > 100) && t("range", { min: 1, max: 100 })}
            onChange={(next) => next !== null && panel.set([...path, "window", "size"], Math.round(next))}
          />
        )}
      </div>
    </SwitchSection>
  );
}

/** A choice of two or three words. */
export function ChoiceField<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}) {
  const { readOnly } = usePanel();
  return (
    <div className={readOnly ? "pointer-events-none" : ""}>
      <Segmented label={label} value={value} onValueChange={onChange} options={options} />
    </div>
  );
}
