import { BookOpen, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge, Callout, IconButton, Select } from "@/ui";
import { isRaw, listOf, patchIn, rawOf, textOf, type Raw } from "./config";
import { useEditing } from "./edit";
import { Nothing, Section } from "./Section";
import { variablesOf } from "./variables";

/** Ids of the attached knowledge bases; agents of older files keep them among their tools. */
export function basesOf(config: Raw): string[] {
  const listed = listOf(rawOf(rawOf(config["dataset_configs"])["datasets"])["datasets"]);
  const tools = listOf(rawOf(config["agent_mode"])["tools"]).filter((tool) => isRaw(tool["dataset"]));
  const ids = [...listed, ...tools].map((one) => textOf(rawOf(one["dataset"])["id"])).filter(Boolean);
  return [...new Set(ids)];
}

function without(config: Raw, id: string): Raw {
  const keep = (one: Raw) => textOf(rawOf(one["dataset"])["id"]) !== id;
  const sets = rawOf(rawOf(config["dataset_configs"])["datasets"]);
  const next = patchIn(config, "dataset_configs", {
    datasets: { ...sets, datasets: listOf(sets["datasets"]).filter(keep) },
  });
  const tools = rawOf(config["agent_mode"])["tools"];
  return Array.isArray(tools) ? patchIn(next, "agent_mode", { tools: listOf(tools).filter(keep) }) : next;
}

/** The knowledge that answers may draw on: what the app names, each base removable. */
export function ContextSection() {
  const { t } = useTranslation("basic");
  const { mode, config, change } = useEditing();
  const bases = basesOf(config);
  const texts = variablesOf(config).filter((one) => one.kind !== "checkbox" && one.kind !== "external_data_tool");
  const query = textOf(config["dataset_query_variable"]);
  return (
    <Section title={t("context.title")} help={t("context.help")} count={bases.length}>
      {bases.length === 0 ? (
        <Nothing>{t("context.none")}</Nothing>
      ) : (
        <div className="flex flex-col gap-2 px-4 pb-4">
          <ul className="flex flex-col gap-1">
            {bases.map((id) => (
              <li key={id} className="flex h-9 items-center gap-2 rounded-control border border-line pr-1 pl-3">
                <BookOpen size={14} aria-hidden className="shrink-0 text-family-knowledge" />
                <code className="min-w-0 flex-1 truncate text-small" title={id}>
                  {id}
                </code>
                <Badge tone="warn">{t("context.unknown")}</Badge>
                <IconButton
                  size="compact"
                  label={t("context.remove")}
                  icon={<Trash2 size={14} />}
                  onClick={() => change((all) => without(all, id))}
                />
              </li>
            ))}
          </ul>
          <Callout>{mode === "agent-chat" ? t("context.agent") : t("context.later")}</Callout>
          {mode === "completion" && (
            <Select
              label={t("context.query")}
              help={t("context.queryHelp")}
              placeholder={t("context.chooseQuery")}
              value={query || undefined}
              onValueChange={(name) => change((all) => ({ ...all, dataset_query_variable: name }))}
              options={texts.map((one) => ({ value: one.name, label: one.label, hint: one.name }))}
            />
          )}
        </div>
      )}
    </Section>
  );
}
