import { Link } from "@tanstack/react-router";
import { ChevronRight, ExternalLink, Pencil } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ToolItem, ToolProvider } from "@/api/tools";
import { wordsIn } from "@/forms/schema";
import { Badge, Button, Callout, SidePanel, StatusDot } from "@/ui";
import { Credentials } from "./Credentials";
import { useLabelWords } from "./labels";
import { ProviderIcon } from "./ProviderIcon";
import type { Editing } from "./ToolsPage";

type Props = {
  provider: ToolProvider;
  title: string;
  allowed: boolean;
  onEdit: (editing: Editing) => void;
  onClose: () => void;
};

/** Everything about one provider: what it is, how it is authorised, and its tools with their parameters. */
export function ProviderPanel({ provider, title, allowed, onEdit, onClose }: Props) {
  const { t, i18n } = useTranslation("tools");
  const word = useLabelWords();
  const edit = () =>
    onEdit(
      provider.type === "workflow" && provider.app_id
        ? { what: "workflow", appId: provider.app_id }
        : { what: "api", id: provider.id },
    );
  return (
    <SidePanel name="tool" title={title} onClose={onClose}>
      <div className="space-y-5 p-4">
        <div className="space-y-3">
          <div className="flex items-start gap-3">
            <ProviderIcon icon={provider.icon} />
            <div className="min-w-0 flex-1">
              <p className="text-small text-fg-3">
                {t(`kindOf.${provider.type}`)}
                {provider.author && ` · ${provider.author}`}
              </p>
              {provider.needs_credentials ? (
                <StatusDot tone={provider.authorized ? "ok" : "warn"}>
                  {t(provider.authorized ? "authorized" : "toAuthorize")}
                </StatusDot>
              ) : (
                <StatusDot tone="ok">{t("ready")}</StatusDot>
              )}
            </div>
            {allowed && provider.type !== "builtin" && (
              <Button size="compact" icon={<Pencil size={14} />} onClick={edit}>
                {t("edit")}
              </Button>
            )}
          </div>
          {wordsIn(provider.description, i18n.language) && (
            <p className="text-base break-words whitespace-pre-wrap text-fg-2">
              {wordsIn(provider.description, i18n.language)}
            </p>
          )}
          {provider.labels.length > 0 && (
            <p className="flex flex-wrap gap-1.5">
              {provider.labels.map((label) => (
                <Badge key={label}>{word(label)}</Badge>
              ))}
            </p>
          )}
          {provider.app_id && (
            <Link
              to="/app/$appId/orchestrate"
              params={{ appId: provider.app_id }}
              className="inline-flex items-center gap-1"
            >
              {t("openApp")} <ExternalLink size={12} aria-hidden />
            </Link>
          )}
        </div>
        {provider.needs_credentials && <Credentials provider={provider} title={title} allowed={allowed} />}
        {!allowed && <Callout>{t("adminOnly")}</Callout>}
        <section className="space-y-2">
          <h3 className="text-read font-semibold">{t("toolCount", { count: provider.tools.length })}</h3>
          <ul className="space-y-2">
            {provider.tools.map((tool) => (
              <Tool key={tool.name} tool={tool} open={provider.tools.length === 1} />
            ))}
          </ul>
        </section>
      </div>
    </SidePanel>
  );
}

function Tool({ tool, open }: { tool: ToolItem; open: boolean }) {
  const { t, i18n } = useTranslation("tools");
  const label = wordsIn(tool.label, i18n.language) || tool.name;
  return (
    <li className="rounded-card border">
      <details open={open} className="group">
        <summary className="flex list-none items-start gap-2 rounded-card px-3 py-2 hover:bg-hover">
          <ChevronRight aria-hidden size={14} className="mt-1 shrink-0 text-fg-3 group-open:rotate-90" />
          <span className="min-w-0 flex-1">
            <span className="block text-base font-medium">{label}</span>
            {label !== tool.name && <code className="block truncate font-mono text-meta text-fg-3">{tool.name}</code>}
            <span className="line-clamp-2 text-small break-words text-fg-2 group-open:line-clamp-none">
              {wordsIn(tool.description, i18n.language)}
            </span>
          </span>
        </summary>
        <div className="border-t px-3 py-2">
          {tool.parameters.length === 0 ? (
            <p className="text-small text-fg-3">{t("noParameters")}</p>
          ) : (
            <dl className="space-y-2">
              {tool.parameters.map((parameter) => (
                <div key={parameter.name}>
                  <dt className="flex flex-wrap items-baseline gap-x-2 text-base">
                    <span className="font-medium">{wordsIn(parameter.label, i18n.language) || parameter.name}</span>
                    <code className="font-mono text-meta text-fg-3">
                      {parameter.name}: {parameter.type}
                    </code>
                    {parameter.required && <span className="text-meta text-warn">{t("required")}</span>}
                    <span className="text-meta text-fg-3">
                      {t(parameter.form === "form" ? "filledByBuilder" : "filledByModel")}
                    </span>
                  </dt>
                  <dd className="text-small break-words text-fg-2">
                    {wordsIn(parameter.human_description, i18n.language)}
                  </dd>
                </div>
              ))}
            </dl>
          )}
        </div>
      </details>
    </li>
  );
}
