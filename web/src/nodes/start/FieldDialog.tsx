import { Braces, File, Files, Hash, ListChecks, SquareCheck, Text, Type } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { strings, text, type Raw } from "@/editor/raw";
import { Button } from "@/ui/Button";
import { RadioCards, Switch } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/TextField";
import { ByKind } from "./ByKind";
import { blank, isFile, kindOf, KINDS, LONGEST_TEXT, MOST_FILES, problemsOf, withKind, type Kind } from "./fields";

const ICONS: Record<Kind, ReactNode> = {
  "text-input": <Type size={16} />,
  paragraph: <Text size={16} />,
  select: <ListChecks size={16} />,
  number: <Hash size={16} />,
  checkbox: <SquareCheck size={16} />,
  json_object: <Braces size={16} />,
  file: <File size={16} />,
  "file-list": <Files size={16} />,
};

interface Props {
  field: Raw | undefined;
  others: readonly string[];
  readOnly: boolean;
  onSave: (field: Raw) => void;
  onClose: () => void;
}

/** Makes a field of the form, or changes one; members that are not shown here stay. */
export function FieldDialog({ field, others, readOnly, onSave, onClose }: Props) {
  const { t } = useTranslation(["panels", "common"]);
  const [draft, setDraft] = useState<Raw>(() => field ?? blank("text-input"));
  const [tried, setTried] = useState(false);
  const kind = kindOf(draft);
  const problems = problemsOf(draft, others);
  const words = (part: string): string | undefined => {
    const problem = problems[part];
    const early = part === "variable" && text(draft["variable"]) !== "";
    return problem && (tried || early)
      ? t(`start.problem.${problem}`, { most: problem === "tooMany" ? MOST_FILES : LONGEST_TEXT })
      : undefined;
  };
  const set = (member: string, value: unknown) =>
    setDraft((before) => {
      const { [member]: _, ...rest } = before;
      return value === undefined ? rest : { ...before, [member]: value };
    });
  const save = () => {
    setTried(true);
    if (Object.keys(problems).length > 0) return;
    const options = kind === "select" ? { options: strings(draft["options"]).filter((one) => one.trim() !== "") } : {};
    onSave({ ...draft, ...options, label: text(draft["label"]) || text(draft["variable"]) });
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={field ? t("start.edit") : t("start.new")}
      onSubmit={readOnly ? onClose : save}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          {!readOnly && (
            <Button type="submit" variant="primary">
              {t("common:save")}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <RadioCards<Kind>
          label={t("type")}
          columns={3}
          value={kind}
          onValueChange={(next) => next !== kind && setDraft((before) => withKind(before, next))}
          options={KINDS.map((value) => ({ value, label: t(`start.kind.${value}`), icon: ICONS[value] }))}
        />
        <TextField
          autoFocus
          label={t("start.name")}
          help={t("start.nameHelp")}
          spellCheck={false}
          value={text(draft["variable"])}
          error={words("variable")}
          onChange={(event) => set("variable", event.target.value)}
        />
        <TextField
          optional
          label={t("start.label")}
          placeholder={text(draft["variable"])}
          value={text(draft["label"])}
          onChange={(event) => set("label", event.target.value)}
        />
        <ByKind {...{ draft, kind, set, words }} />
        <TextField
          optional
          label={t("start.hint")}
          value={text(draft["hint"])}
          onChange={(event) => set("hint", event.target.value || undefined)}
        />
        <div className="flex flex-wrap gap-x-8 gap-y-2">
          <Switch
            label={t("required")}
            checked={draft["required"] === true}
            disabled={draft["hide"] === true}
            onCheckedChange={(on) => set("required", on)}
          />
          {!isFile(kind) && (
            <Switch
              label={t("start.hide")}
              help={t("start.hideHelp")}
              checked={draft["hide"] === true}
              onCheckedChange={(on) =>
                setDraft((before) => ({ ...before, hide: on, ...(on ? { required: false } : {}) }))
              }
            />
          )}
        </div>
      </div>
    </Dialog>
  );
}
