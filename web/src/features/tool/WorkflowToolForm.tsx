import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/error";
import { useWorkflowTools, type StartField, type WorkflowTool } from "@/api/tools";
import type { App } from "@/api/types";
import { useExplain } from "@/i18n/useExplain";
import {
  Button,
  Callout,
  DEFAULT_ICON,
  Dialog,
  ErrorBlock,
  IconPicker,
  Select,
  TextArea,
  TextField,
  toast,
} from "@/ui";
import { LabelPicker, type Label } from "./labels";
import { RemoveToolDialog } from "./RemoveToolDialog";

const CALLED = /^[A-Za-z0-9_]{1,64}$/;
type Parameter = { name: string; description: string; form: "llm" | "form" };

/** A call name from the words of an app's name; empty for names without Latin letters. */
export const callName = (name: string) =>
  name
    .normalize("NFKD")
    .replace(/[^\w\s-]/g, "")
    .trim()
    .replace(/[\s-]+/g, "_")
    .toLowerCase()
    .slice(0, 64);

type Props = { app: App; tool: WorkflowTool | null; fields: readonly StartField[]; onClose: () => void };

export function WorkflowToolForm({ app, tool, fields, onClose }: Props) {
  const { t } = useTranslation(["tools", "common"]);
  const explain = useExplain();
  const { create, change } = useWorkflowTools();
  const [label, setLabel] = useState(tool?.label ?? app.name);
  const [name, setName] = useState(tool?.name ?? callName(app.name));
  const [description, setDescription] = useState(tool?.description ?? app.description);
  const emoji = app.icon_type === "emoji" || app.icon_type === null;
  const [icon, setIcon] = useState({
    icon: tool?.icon.content ?? (emoji && app.icon ? app.icon : DEFAULT_ICON.icon),
    background: tool?.icon.background ?? app.icon_background ?? DEFAULT_ICON.background,
  });
  const [labels, setLabels] = useState<Label[]>((tool?.labels ?? []) as Label[]);
  const [parameters, setParameters] = useState<Parameter[]>(() =>
    fields.map((field) => {
      const known = tool?.parameters.find((one) => one.name === field.name);
      return { name: field.name, description: known?.description ?? field.label, form: known?.form ?? "llm" };
    }),
  );
  const [tried, setTried] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const saving = tool ? change : create;
  const taken = saving.error instanceof ApiError && saving.error.code === "tool_name_taken";
  const submit = () => {
    setTried(true);
    if (!label.trim() || !CALLED.test(name) || saving.isPending) return;
    const body = {
      name,
      label: label.trim(),
      description: description.trim(),
      icon: { content: icon.icon, background: icon.background },
      labels,
      parameters,
    };
    const onSuccess = () => {
      toast.ok(t("workflow.saved", { name: label.trim() }));
      onClose();
    };
    if (tool) change.mutate({ id: tool.id, ...body }, { onSuccess });
    else create.mutate({ app_id: app.id, privacy_policy: "", ...body }, { onSuccess });
  };
  const set = (index: number, part: Partial<Parameter>) =>
    setParameters((all) => all.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="l"
      title={t(tool ? "workflow.editTitle" : "workflow.title", { name: app.name })}
      description={t("workflow.text")}
      onSubmit={submit}
      footer={
        <>
          {tool && (
            <Button variant="ghost" className="mr-auto" icon={<Trash2 size={14} />} onClick={() => setLeaving(true)}>
              {t("common:delete")}
            </Button>
          )}
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={saving.isPending}>
            {t(tool ? "common:save" : "workflow.publish")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <div className="flex items-start gap-2">
          <div className="pt-6">
            <IconPicker label={t("icon")} value={icon} onChange={setIcon} />
          </div>
          <TextField
            className="flex-1"
            label={t("name")}
            maxLength={255}
            value={label}
            onChange={(event) => setLabel(event.target.value)}
            error={tried && !label.trim() && t("needName")}
          />
        </div>
        <TextField
          label={t("workflow.callName")}
          help={t("workflow.callNameHelp")}
          maxLength={64}
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={
            taken && saving.error
              ? explain(saving.error).title
              : tried && !CALLED.test(name) && t("workflow.badCallName")
          }
        />
        <TextArea
          label={t("description")}
          help={t("workflow.descriptionHelp")}
          rows={2}
          maxLength={2000}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
        <section className="space-y-2">
          <h3 className="text-base font-medium">{t("workflow.parameters")}</h3>
          {parameters.length === 0 && <Callout>{t("workflow.noParameters")}</Callout>}
          <ul className="space-y-2">
            {parameters.map((one, index) => (
              <Row
                key={one.name}
                parameter={one}
                field={fields[index] as StartField}
                onChange={(part) => set(index, part)}
              />
            ))}
          </ul>
        </section>
        <LabelPicker value={labels} onChange={setLabels} />
        {saving.error && !taken && <ErrorBlock {...explain(saving.error)} />}
      </div>
      {leaving && tool && (
        <RemoveToolDialog
          kind="workflow"
          id={tool.id}
          name={tool.label}
          onClose={() => setLeaving(false)}
          onRemoved={onClose}
        />
      )}
    </Dialog>
  );
}

function Row({
  parameter,
  field,
  onChange,
}: {
  parameter: Parameter;
  field: StartField;
  onChange: (part: Partial<Parameter>) => void;
}) {
  const { t } = useTranslation("tools");
  return (
    <li className="grid gap-2 rounded-card border p-3 sm:grid-cols-[minmax(0,1fr)_180px]">
      <p className="flex min-w-0 flex-wrap items-baseline gap-x-2 sm:col-span-2">
        <span className="text-base font-medium break-words">{field.label}</span>
        <code className="font-mono text-meta text-fg-3">
          {field.name}: {field.type}
        </code>
        {field.required && <span className="text-meta text-warn">{t("required")}</span>}
      </p>
      <TextField
        ariaLabel={t("workflow.describe", { name: field.label })}
        placeholder={t("workflow.describeHint")}
        maxLength={2000}
        value={parameter.description}
        onChange={(event) => onChange({ description: event.target.value })}
      />
      <Select
        ariaLabel={t("workflow.filledBy", { name: field.label })}
        value={parameter.form}
        onValueChange={(form) => onChange({ form })}
        options={[
          { value: "llm", label: t("filledByModel") },
          { value: "form", label: t("filledByBuilder") },
        ]}
      />
    </li>
  );
}
