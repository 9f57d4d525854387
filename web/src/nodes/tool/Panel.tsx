import { useTranslation } from "react-i18next";
import { usePanel } from "@/editor/panel/panel";
import { Section } from "@/editor/panel/parts";
import { useServices, type ToolInfo } from "@/editor/panel/services";
import { setIn } from "@/editor/panel/write";
import { Button } from "@/ui/Button";
import { Callout } from "@/ui/Feedback";
import { Select } from "@/ui/Select";
import { Inputs } from "./Inputs";
import { ToolMenu } from "./ToolMenu";

const WORKSPACE = "\u0000";

export function Panel() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const { useTools, ToolIcon, AuthorizeLink } = useServices();
  const tools = useTools();
  const provider = panel.text("provider_id") || panel.text("provider_name");
  const tool = tools.find(provider, panel.text("provider_type") || "builtin", panel.text("tool_name"));
  const gone = !tools.loading && !tool && panel.text("tool_name") !== "";
  const inputs = tool?.parameters.filter((one) => one.form !== "form") ?? [];
  const settings = tool?.parameters.filter((one) => one.form === "form") ?? [];
  return (
    <>
      <Section
        title={t("tool.title")}
        required
        actions={
          !panel.readOnly && (
            <ToolMenu
              tools={tools}
              onChoose={(next) => panel.change((data) => ({ ...data, ...membersOf(next) }))}
              trigger={
                <Button size="inline" variant="ghost">
                  {panel.text("tool_name") === "" ? t("tool.choose") : t("tool.change")}
                </Button>
              }
            />
          )
        }
      >
        <div className="flex items-start gap-2.5 rounded-control border border-line px-3 py-2">
          <ToolIcon icon={tool?.icon ?? ""} size={28} />
          <div className="min-w-0 flex-1">
            <p className="truncate text-base font-medium">
              {tool?.label || panel.text("tool_label") || panel.text("tool_name") || t("tool.none")}
            </p>
            <p className="truncate text-small text-fg-3">{tool?.providerLabel ?? panel.text("provider_name")}</p>
            {tool?.description && <p className="mt-1 text-small text-fg-2">{tool.description}</p>}
          </div>
        </div>
        {gone && (
          <Callout tone="bad" className="mt-2">
            {t("tool.gone")}
          </Callout>
        )}
      </Section>
      {tool?.needsCredentials && (
        <Credential tool={tool} link={(words) => <AuthorizeLink provider={tool.providerId}>{words}</AuthorizeLink>} />
      )}
      <Inputs
        title={t("tool.inputs")}
        path={["tool_parameters"]}
        declared={inputs}
        elsewhere={settings.map((one) => one.variable)}
      />
      <Inputs
        title={t("tool.settings")}
        path={["tool_configurations"]}
        declared={settings}
        elsewhere={inputs.map((one) => one.variable)}
      />
    </>
  );
}

/** What a node stores of a tool when it is chosen. */
export function membersOf(tool: ToolInfo): Record<string, unknown> {
  const first = (form: boolean) =>
    Object.fromEntries(
      tool.parameters
        .filter((one) => (one.form === "form") === form && one.default !== undefined && one.default !== null)
        .map((one) => [
          one.variable,
          { type: form ? "constant" : typeof one.default === "string" ? "mixed" : "constant", value: one.default },
        ]),
    );
  return {
    provider_id: tool.providerId,
    provider_type: tool.providerType,
    provider_name: tool.providerName,
    tool_name: tool.name,
    tool_label: tool.label,
    tool_description: tool.description,
    tool_node_version: "2",
    tool_parameters: first(false),
    tool_configurations: first(true),
    ...(tool.outputSchema ? { output_schema: tool.outputSchema } : {}),
  };
}

function Credential({ tool, link }: { tool: ToolInfo; link: (words: string) => React.ReactNode }) {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const chosen = panel.text("credential_id");
  if (!tool.authorized) {
    return (
      <Callout tone="warn" action={link(t("tool.authorize"))}>
        {t("tool.locked")}
      </Callout>
    );
  }
  const known = tool.credentials.some((one) => one.id === chosen);
  return (
    <Select
      label={t("tool.credential")}
      disabled={panel.readOnly}
      value={chosen === "" ? WORKSPACE : chosen}
      onValueChange={(next) =>
        panel.change((data) => setIn(data, ["credential_id"], next === WORKSPACE ? undefined : next))
      }
      options={[
        { value: WORKSPACE, label: t("tool.default") },
        ...(chosen !== "" && !known ? [{ value: chosen, label: t("tool.lost") }] : []),
        ...tool.credentials.map((one) => ({ value: one.id, label: one.name })),
      ]}
    />
  );
}
