import { useTranslation } from "react-i18next";
import { usePanel } from "@/editor/panel/panel";
import { Section } from "@/editor/panel/parts";
import type { ToolParameter } from "@/editor/panel/services";
import type { Path } from "@/editor/panel/write";
import { isRecord } from "@/editor/content";
import { InputField } from "./InputField";
import { othersIn, readInput } from "./inputs";

interface Props {
  title: string;
  help?: string;
  path: Path;
  declared: readonly ToolParameter[];
  /** Names of the other half, which are declared elsewhere. */
  elsewhere?: readonly string[];
}

/** Inputs by their declarations; what is stored under other names stays and is shown below. */
export function Inputs({ title, help, path, declared, elsewhere = [] }: Props) {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const stored = panel.record(...path);
  const others = othersIn(stored, [...declared.map((one) => one.variable), ...elsewhere]);
  if (declared.length === 0 && others.length === 0) return null;
  const set = (name: string, entry: unknown) => panel.set([...path, name], entry);
  return (
    <Section title={title} help={help}>
      <div className="flex flex-col gap-4">
        {declared.map((one) => (
          <InputField
            key={one.variable}
            parameter={one}
            entry={stored[one.variable]}
            onChange={(entry) => set(one.variable, entry)}
          />
        ))}
        {others.length > 0 && declared.length > 0 && <p className="text-small text-fg-3">{t("tool.others")}</p>}
        {others.map((name) => (
          <InputField
            key={name}
            parameter={{ variable: name, type: guess(stored[name]), form: "llm" }}
            entry={stored[name]}
            onChange={(entry) => set(name, entry)}
          />
        ))}
      </div>
    </Section>
  );
}

/** The type of a value that nobody declares. */
function guess(entry: unknown): string {
  const input = readInput(entry);
  const value = input?.value;
  if (input?.kind === "mixed" || typeof value === "string" || value === null || value === undefined) return "string";
  if (typeof value === "number" || typeof value === "boolean") return typeof value;
  return input?.kind === "variable" ? "any" : Array.isArray(value) ? "array" : isRecord(value) ? "object" : "any";
}
