import { CircleAlert, Plus, Settings2, SlidersHorizontal, Trash2, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useToolProviders } from "@/api/tools";
import { wordsIn } from "@/forms/schema";
import { Badge, Button, cn, IconButton, NumberField, Popover, Switch, Tooltip } from "@/ui";
import {
  found,
  MOST_ROUNDS,
  MOST_TOOLS,
  newTool,
  roundsOf,
  strategyFor,
  strategyOf,
  toolsOf,
  withTools,
  type AgentTool,
} from "./agent";
import { patchIn } from "./config";
import { useEditing } from "./edit";
import { Nothing, Section } from "./Section";
import { ToolDialog } from "./ToolDialog";
import { ToolIcon } from "./ToolIcon";
import { ToolPicker } from "./ToolPicker";

/** The tools of an agent, how it reasons, and how long. */
export function ToolsSection({ callsTools, known }: { callsTools: boolean; known: boolean }) {
  const { t, i18n } = useTranslation("basic");
  const { config, change } = useEditing();
  const providers = useToolProviders();
  const all = providers.data?.data ?? [];
  const [opened, setOpened] = useState<number | null>(null);
  const tools = toolsOf(config);
  const on = tools.filter((tool) => tool.enabled).length;
  const set = (next: AgentTool[]) => change((before) => withTools(before, next));
  const patch = (index: number, more: Partial<AgentTool>) => {
    const tool = tools[index];
    if (tool) set(tools.with(index, { ...tool, ...more }));
  };
  const shown = opened === null ? undefined : tools[opened];
  return (
    <Section
      title={t("tools.title")}
      help={t("tools.help")}
      count={tools.length}
      actions={
        <>
          <AgentSettings callsTools={callsTools} known={known} />
          <ToolPicker
            providers={all}
            loading={providers.isPending}
            error={providers.error}
            chosen={tools}
            trigger={
              <Button
                size="compact"
                variant="ghost"
                icon={<Plus size={14} />}
                disabledReason={tools.length >= MOST_TOOLS ? t("tools.most", { count: MOST_TOOLS }) : undefined}
              >
                {t("add")}
              </Button>
            }
            onChoose={(provider, item) =>
              set([...tools, newTool(provider, item, wordsIn(item.label, i18n.language) || item.name)])
            }
          />
        </>
      }
    >
      {tools.length === 0 && <Nothing>{t("tools.none")}</Nothing>}
      <ul className="flex flex-col gap-1 px-2 pb-2 empty:hidden">
        {tools.map((tool, index) => {
          const { provider, item } = found(all, tool);
          const missing = providers.data !== undefined && item === undefined;
          const label = item ? wordsIn(item.label, i18n.language) || tool.label : tool.label;
          const locked = provider?.needs_credentials === true && !provider.authorized;
          return (
            <li
              key={`${tool.providerId}.${tool.name}.${index}`}
              className={cn(
                "flex min-h-9 items-center gap-2 rounded-control border px-2 py-1",
                missing ? "border-bad/50 bg-bad-soft" : "border-line",
              )}
            >
              {missing ? (
                <CircleAlert size={16} aria-hidden className="shrink-0 text-bad" />
              ) : (
                <ToolIcon icon={provider?.icon} size={20} />
              )}
              <span className="min-w-0 flex-1">
                <span className="block truncate text-base">{label}</span>
                <span className={cn("block truncate text-small", missing ? "text-bad" : "text-fg-3")}>
                  {missing ? t("tools.missing") : wordsIn(provider?.label, i18n.language)}
                </span>
              </span>
              {locked && (
                <Tooltip text={t("tools.lockedHelp")}>
                  <span>
                    <Badge tone="warn" icon={<TriangleAlert size={12} aria-hidden />}>
                      {t("tools.locked")}
                    </Badge>
                  </span>
                </Tooltip>
              )}
              {!missing && (
                <>
                  <IconButton
                    size="compact"
                    label={t("tools.settings", { name: label })}
                    icon={<SlidersHorizontal size={14} />}
                    onClick={() => setOpened(index)}
                  />
                  <Switch
                    hideLabel
                    label={t("tools.use", { name: label })}
                    checked={tool.enabled}
                    onCheckedChange={(enabled) => patch(index, { enabled })}
                  />
                </>
              )}
              <IconButton
                size="compact"
                label={t("tools.remove", { name: label })}
                icon={<Trash2 size={14} />}
                onClick={() => set(tools.toSpliced(index, 1))}
              />
            </li>
          );
        })}
      </ul>
      {tools.length > 0 && (
        <p className="px-4 pb-3 text-small text-fg-3">{t("tools.on", { count: on, all: tools.length })}</p>
      )}
      {shown && (
        <ToolDialog
          tool={shown}
          item={found(all, shown).item}
          provider={found(all, shown).provider}
          onSave={(more) => opened !== null && patch(opened, more)}
          onClose={() => setOpened(null)}
        />
      )}
    </Section>
  );
}

/** Which way of reasoning is in force and why, and after how many rounds an agent must answer. */
function AgentSettings({ callsTools, known }: { callsTools: boolean; known: boolean }) {
  const { t } = useTranslation("basic");
  const { config, change } = useEditing();
  const strategy = known ? strategyFor(callsTools) : strategyOf(config);
  const rounds = roundsOf(config);
  const outside = rounds < 1 || rounds > MOST_ROUNDS;
  return (
    <>
      <Tooltip text={t(`agent.why.${strategy}`)}>
        <span>
          <Badge tone="accent">{t(`agent.strategy.${strategy}`)}</Badge>
        </span>
      </Tooltip>
      <Popover
        align="end"
        label={t("agent.settings")}
        className="w-80 p-4"
        trigger={
          <Button size="compact" variant="ghost" icon={<Settings2 size={14} />}>
            {t("agent.settings")}
          </Button>
        }
      >
        <div className="flex flex-col gap-4">
          <div>
            <p className="text-base font-medium">{t("agent.mode")}</p>
            <p className="mt-0.5 text-base text-fg-2">{t(`agent.strategy.${strategy}`)}</p>
            <p className="mt-0.5 text-small text-fg-3">{t(`agent.why.${strategy}`)}</p>
          </div>
          <NumberField
            label={t("agent.rounds")}
            help={t("agent.roundsHelp")}
            min={1}
            max={MOST_ROUNDS}
            step={1}
            value={rounds}
            error={outside ? t("agent.roundsRange", { max: MOST_ROUNDS }) : undefined}
            onValueChange={(value) =>
              value !== null && change((all) => patchIn(all, "agent_mode", { max_iteration: Math.round(value) }))
            }
          />
        </div>
      </Popover>
    </>
  );
}
