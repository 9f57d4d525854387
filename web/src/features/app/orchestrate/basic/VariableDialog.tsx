import { Braces, Hash, List, ListChecks, Plus, SquareCheck, Text, Trash2, Type } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import {
  Button,
  Checkbox,
  Combobox,
  Dialog,
  IconButton,
  NumberField,
  RadioCards,
  Select,
  Switch,
  TextArea,
  TextField,
} from "@/ui";
import { useExtensions } from "@/api/extensions";
import { promptsOf, renameIn } from "./config";
import { useEditing } from "./edit";
import {
  KINDS,
  nameProblem,
  newVariable,
  variablesOf,
  withVariables,
  type Variable,
  type VariableKind,
} from "./variables";

const ICONS: Record<VariableKind, ReactNode> = {
  "text-input": <Type size={16} />,
  paragraph: <Text size={16} />,
  select: <ListChecks size={16} />,
  number: <Hash size={16} />,
  checkbox: <SquareCheck size={16} />,
  external_data_tool: <Braces size={16} />,
};
const LONGEST = 256;
const NONE = "\u0000";

/** Makes a variable, or changes one; a changed name is changed in the prompts, too, when the person wants it. */
export function VariableDialog({
  editing,
  suggested = "",
  onClose,
}: {
  editing: string | null;
  suggested?: string;
  onClose: () => void;
}) {
  const { t } = useTranslation(["basic", "common"]);
  const { config, change } = useEditing();
  const all = variablesOf(config);
  const old = all.find((one) => one.name === editing);
  const [draft, setDraft] = useState<Variable>(() => old ?? newVariable("text-input", suggested));
  const [tried, setTried] = useState(false);
  const [follow, setFollow] = useState(true);
  const set = (more: Partial<Variable>) => setDraft((before) => ({ ...before, ...more }));
  const others = all.filter((one) => one !== old).map((one) => one.name);
  const problem = nameProblem(draft.name, others);
  const options = draft.options.map((one) => one.trim()).filter(Boolean);
  const noOptions = draft.kind === "select" && options.length === 0;
  const noExtension = draft.kind === "external_data_tool" && draft.extension === "";
  const tooLong = draft.kind === "text-input" && (draft.maxLength ?? LONGEST) > LONGEST;
  const renamed = old !== undefined && old.name !== draft.name;
  const used = renamed && promptsOf(config).some((text) => text.includes(`{{${old.name}}}`));
  const submit = () => {
    setTried(true);
    if (problem !== null || noOptions || noExtension || tooLong) return;
    const initial = draft.kind === "select" && !options.includes(String(draft.initial)) ? null : draft.initial;
    const done: Variable = {
      ...draft,
      options,
      initial,
      home: draft.kind !== "external_data_tool" ? "form" : (old?.home ?? "external"),
    };
    change((before) => {
      const list = variablesOf(before);
      const at = list.findIndex((one) => one.name === old?.name);
      const next = withVariables(before, at < 0 ? [...list, done] : list.with(at, done));
      return used && follow ? renameIn(next, old.name, done.name) : next;
    });
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={old ? t("variables.editTitle") : t("variables.addTitle")}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary">
            {old ? t("common:save") : t("add")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <RadioCards
          label={t("variables.type")}
          columns={3}
          value={draft.kind}
          onValueChange={(kind) => set({ kind, maxLength: kind === "text-input" ? 48 : null, initial: null })}
          options={KINDS.map((kind) => ({ value: kind, label: t(`variables.kind.${kind}`), icon: ICONS[kind] }))}
        />
        <TextField
          label={t("variables.name")}
          help={t("variables.nameHelp")}
          value={draft.name}
          spellCheck={false}
          autoFocus
          onChange={(event) => set({ name: event.target.value })}
          error={
            (tried || draft.name !== "") &&
            problem !== null &&
            (problem !== "empty" || tried) &&
            t(`variables.problem.${problem}`)
          }
        />
        {used && (
          <Checkbox
            label={t("variables.follow", { from: old.name, to: draft.name })}
            checked={follow}
            onCheckedChange={setFollow}
          />
        )}
        <TextField
          label={t("variables.label")}
          optional
          placeholder={draft.name}
          value={draft.label}
          onChange={(event) => set({ label: event.target.value })}
        />
        <ByKind draft={draft} set={set} tried={tried} />
        {draft.kind !== "external_data_tool" && (
          <div className="flex flex-wrap gap-x-8 gap-y-2">
            {draft.kind !== "checkbox" && (
              <Switch
                label={t("variables.required")}
                checked={draft.required}
                onCheckedChange={(required) => set({ required })}
              />
            )}
            <Switch
              label={t("variables.hidden")}
              help={t("variables.hiddenHelp")}
              checked={draft.hidden}
              onCheckedChange={(hidden) => set({ hidden })}
            />
          </div>
        )}
      </div>
    </Dialog>
  );
}

type Part = { draft: Variable; set: (more: Partial<Variable>) => void; tried: boolean };

function ByKind({ draft, set, tried }: Part) {
  const { t } = useTranslation("basic");
  const initial = draft.initial === null ? "" : String(draft.initial);
  const shared = { label: t("variables.initial"), optional: true };
  switch (draft.kind) {
    case "text-input":
      return (
        <>
          <NumberField
            label={t("variables.maxLength")}
            value={draft.maxLength}
            min={1}
            max={LONGEST}
            error={tried && (draft.maxLength ?? 0) > LONGEST && t("variables.problem.tooLong", { max: LONGEST })}
            onValueChange={(maxLength) => set({ maxLength })}
          />
          <TextField {...shared} value={initial} onChange={(event) => set({ initial: event.target.value })} />
        </>
      );
    case "paragraph":
      return <TextArea {...shared} value={initial} onChange={(event) => set({ initial: event.target.value })} />;
    case "number":
      return (
        <NumberField
          {...shared}
          value={initial === "" ? null : Number(initial)}
          onValueChange={(value) => set({ initial: value })}
        />
      );
    case "checkbox":
      return (
        <Switch
          label={t("variables.initialOn")}
          checked={draft.initial === true}
          onCheckedChange={(on) => set({ initial: on })}
        />
      );
    case "select":
      return <Options {...{ draft, set, tried }} />;
    case "external_data_tool":
      return <Extension {...{ draft, set, tried }} />;
  }
}

function Options({ draft, set, tried }: Part) {
  const { t } = useTranslation("basic");
  const filled = draft.options.filter((one) => one.trim() !== "");
  const put = (options: string[]) => set({ options });
  return (
    <>
      <fieldset>
        <legend className="mb-1 text-base font-medium">{t("variables.options")}</legend>
        <div className="flex flex-col gap-1.5">
          {draft.options.map((option, index) => (
            <div key={index} className="flex items-center gap-1">
              <TextField
                className="flex-1"
                ariaLabel={t("variables.option", { number: index + 1 })}
                leading={<List size={14} />}
                value={option}
                onChange={(event) => put(draft.options.with(index, event.target.value))}
              />
              <IconButton
                label={t("variables.removeOption", { number: index + 1 })}
                icon={<Trash2 size={14} />}
                onClick={() => put(draft.options.toSpliced(index, 1))}
              />
            </div>
          ))}
          <Button
            className="self-start"
            size="compact"
            icon={<Plus size={14} />}
            onClick={() => put([...draft.options, ""])}
          >
            {t("variables.addOption")}
          </Button>
        </div>
        {tried && filled.length === 0 && (
          <p role="alert" className="mt-1 text-small text-bad">
            {t("variables.problem.noOptions")}
          </p>
        )}
      </fieldset>
      {filled.length > 0 && (
        <Select
          label={t("variables.initial")}
          optional
          value={draft.initial === null ? NONE : String(draft.initial)}
          onValueChange={(value) => set({ initial: value === NONE ? null : value })}
          options={[
            { value: NONE, label: t("variables.noInitial") },
            ...[...new Set(filled)].map((one) => ({ value: one, label: one })),
          ]}
        />
      )}
    </>
  );
}

function Extension({ draft, set, tried }: Part) {
  const { t } = useTranslation("basic");
  const extensions = useExtensions();
  return (
    <Combobox
      label={t("variables.extension")}
      help={t("variables.extensionHelp")}
      placeholder={t("variables.chooseExtension")}
      empty={t("variables.noExtension")}
      error={tried && draft.extension === "" && t("variables.problem.noExtension")}
      value={draft.extension || undefined}
      options={(extensions.data?.data ?? []).map((one) => ({ value: one.id, text: one.name, hint: one.api_endpoint }))}
      onValueChange={(extension) => set({ extension })}
    />
  );
}
