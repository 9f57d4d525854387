import { Plus, Settings2, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Rows } from "@/editor/panel/fields/Rows";
import { usePanel } from "@/editor/panel/panel";
import { Nothing, Section } from "@/editor/panel/parts";
import { useServices, type ToolInfo } from "@/editor/panel/services";
import { moved, setIn } from "@/editor/panel/write";
import { list, record, text, type Raw } from "@/editor/raw";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { Switch } from "@/ui/Choice";
import { readInput, writeInput } from "../tool/inputs";
import { ToolMenu } from "../tool/ToolMenu";
import { MOST_TOOLS } from "./strategies";
import { ToolSettings } from "./ToolSettings";

/** A tool as an agent stores it. */
function stored(tool: ToolInfo): Raw {
  return {
    enabled: true,
    type: tool.providerType,
    provider_name: tool.providerId,
    provider_show_name: tool.providerLabel,
    tool_name: tool.name,
    tool_label: tool.label,
    tool_description: tool.description,
    settings: Object.fromEntries(
      tool.parameters
        .filter((one) => one.form === "form" && one.default !== undefined && one.default !== null)
        .map((one) => [one.variable, { value: { type: "constant", value: one.default } }]),
    ),
    parameters: Object.fromEntries(
      tool.parameters.filter((one) => one.form !== "form").map((one) => [one.variable, { auto: 1, value: null }]),
    ),
    extra: { description: "" },
  };
}

/** The tools an agent may use. */
export function Toolbox() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const { useTools, ToolIcon } = useServices();
  const tools = useTools();
  const [opened, setOpened] = useState<number | null>(null);
  const entry = panel.get("agent_parameters", "tools");
  const rows = list(readInput(entry)?.value).map(record);
  const put = (next: Raw[]) =>
    panel.change((data) => setIn(data, ["agent_parameters", "tools"], writeInput(entry, "constant", next)));
  const infoOf = (one: Raw) =>
    tools.find(
      text(one["provider_name"]) || text(one["provider_id"]),
      text(one["type"]) || "builtin",
      text(one["tool_name"]),
    );
  const current = opened === null ? undefined : rows[opened];
  return (
    <Section
      title={t("agent.tools")}
      help={t("agent.toolsHelp")}
      actions={
        <>
          <span className="tabular text-small text-fg-3">
            {rows.length} / {MOST_TOOLS}
          </span>
          {!panel.readOnly && (
            <ToolMenu
              tools={tools}
              taken={(tool) =>
                rows.length >= MOST_TOOLS ||
                rows.some((one) => text(one["tool_name"]) === tool.name && infoOf(one)?.providerId === tool.providerId)
              }
              onChoose={(tool) => put([...rows, stored(tool)])}
              trigger={
                <Button
                  size="inline"
                  variant="ghost"
                  icon={<Plus size={12} />}
                  disabledReason={rows.length >= MOST_TOOLS ? t("agent.full", { count: MOST_TOOLS }) : undefined}
                >
                  {t("add")}
                </Button>
              }
            />
          )}
        </>
      }
    >
      {rows.length === 0 && <Nothing>{t("agent.noTools")}</Nothing>}
      <Rows
        items={rows}
        label={(one) => text(one["tool_label"]) || text(one["tool_name"])}
        onMove={(from, to) => put(moved(rows, from, to))}
        onRemove={(index) => put(rows.toSpliced(index, 1))}
        row={(one, index) => {
          const info = infoOf(one);
          const label = info?.label || text(one["tool_label"]) || text(one["tool_name"]);
          return (
            <div className="flex min-h-9 items-center gap-2 rounded-control border border-line px-2">
              <ToolIcon icon={info?.icon ?? ""} size={20} />
              <span className="min-w-0 flex-1">
                <span className="block truncate text-base">{label}</span>
                <span className="block truncate text-small text-fg-3">
                  {info?.providerLabel ?? text(one["provider_name"])}
                </span>
              </span>
              {!tools.loading && !info && <Badge tone="bad">{t("agent.missing")}</Badge>}
              {info?.needsCredentials && !info.authorized && (
                <Badge tone="warn" icon={<TriangleAlert size={12} aria-hidden />}>
                  {t("agent.unauthorized")}
                </Badge>
              )}
              <IconButton
                size="inline"
                label={t("agent.configure", { name: label })}
                icon={<Settings2 size={12} />}
                onClick={() => setOpened(index)}
              />
              <Switch
                hideLabel
                label={t("agent.use", { name: label })}
                checked={one["enabled"] !== false}
                disabled={panel.readOnly}
                onCheckedChange={(enabled) => put(rows.with(index, { ...one, enabled }))}
              />
            </div>
          );
        }}
      />
      {current && opened !== null && (
        <ToolSettings
          tool={current}
          info={infoOf(current)}
          onChange={(next) => put(rows.with(opened, next))}
          onClose={() => setOpened(null)}
        />
      )}
    </Section>
  );
}
