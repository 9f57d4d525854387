import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useToolProviders, type ToolItem, type ToolProvider } from "@/api/tools";
import type { PickerTool } from "@/editor/components/pickerTools";
import type { Raw } from "@/editor/raw";
import { wordsIn } from "@/forms/schema";
import { ToolIcon } from "../basic/ToolIcon";

const NONE: readonly PickerTool[] = [];

/** Every tool of the workspace, as the picker of nodes offers it. */
export function usePickerTools(wanted: boolean): readonly PickerTool[] {
  const { i18n } = useTranslation();
  const providers = useToolProviders(wanted).data?.data;
  const { language } = i18n;
  return useMemo(
    () =>
      providers === undefined
        ? NONE
        : providers.flatMap((provider) => provider.tools.map((tool) => offer(provider, tool, language))),
    [providers, language],
  );
}

function offer(provider: ToolProvider, tool: ToolItem, language: string): PickerTool {
  const name = wordsIn(tool.label, language) || tool.name;
  return {
    key: `${provider.id} ${tool.name}`,
    group: wordsIn(provider.label, language) || provider.name,
    name,
    help: wordsIn(tool.description, language),
    icon: <ToolIcon icon={provider.icon} size={20} />,
    search: `${tool.name} ${Object.values(tool.label).join(" ")} ${provider.name} ${provider.labels.join(" ")}`,
    data: dataOf(provider, tool, name),
  };
}

/** A tool node as it is stored: what the builder sets and what the model or a variable fills stand apart. */
function dataOf(provider: ToolProvider, tool: ToolItem, label: string): Raw {
  const preset = (form: string): Raw =>
    Object.fromEntries(
      tool.parameters
        .filter(
          (one) => (one.form === "form") === (form === "form") && one.default !== null && one.default !== undefined,
        )
        .map((one) => [one.name, { type: form === "form" ? "constant" : "mixed", value: one.default }]),
    );
  return {
    provider_id: provider.id,
    provider_type: provider.type,
    provider_name: provider.name,
    tool_name: tool.name,
    tool_label: label,
    tool_configurations: preset("form"),
    tool_parameters: preset("llm"),
    tool_node_version: "2",
    output_schema: tool.output_schema,
  };
}
