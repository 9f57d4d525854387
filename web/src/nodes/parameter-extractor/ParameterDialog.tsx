import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isName } from "@/editor/panel/write";
import { strings, text, type Raw } from "@/editor/raw";
import { Button } from "@/ui/Button";
import { Switch } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { Select } from "@/ui/Select";
import { TextArea, TextField } from "@/ui/TextField";

export const PARAMETER_TYPES = [
  "string",
  "number",
  "boolean",
  "select",
  "array[string]",
  "array[number]",
  "array[object]",
  "array[boolean]",
] as const;
const RESERVED = ["__is_success", "__reason", "__usage"];

interface Props {
  parameter: Raw | undefined;
  others: readonly string[];
  readOnly: boolean;
  onSave: (parameter: Raw) => void;
  onClose: () => void;
}

/** Makes a parameter, or changes one. */
export function ParameterDialog({ parameter, others, readOnly, onSave, onClose }: Props) {
  const { t } = useTranslation(["panels", "common"]);
  const [draft, setDraft] = useState<Raw>(
    () => parameter ?? { name: "", type: "string", description: "", required: false },
  );
  const [tried, setTried] = useState(false);
  const name = text(draft["name"]);
  const stored = text(draft["type"]) || "string";
  const type = stored === "bool" ? "boolean" : stored;
  const options = strings(draft["options"]);
  const set = (member: string, value: unknown) => setDraft((before) => ({ ...before, [member]: value }));
  const problem =
    name === ""
      ? tried && t("start.problem.noName")
      : RESERVED.includes(name)
        ? t("extractor.reserved")
        : others.includes(name)
          ? t("name.taken")
          : !isName(name) && t("name.signs");
  const noWords = text(draft["description"]).trim() === "";
  const noOptions = type === "select" && options.filter((one) => one.trim() !== "").length === 0;
  const save = () => {
    setTried(true);
    if (problem || name === "" || noWords || noOptions) return;
    const { options: _, ...rest } = draft;
    onSave(
      type === "select"
        ? { ...rest, options: options.filter((one) => one.trim() !== "") }
        : parameter?.["options"] !== undefined
          ? draft
          : rest,
    );
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={parameter ? t("extractor.change") : t("extractor.new")}
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
        <TextField
          autoFocus
          label={t("name.label")}
          spellCheck={false}
          value={name}
          error={problem}
          onChange={(event) => set("name", event.target.value)}
        />
        <Select
          label={t("type")}
          value={type}
          onValueChange={(next) => set("type", next)}
          options={PARAMETER_TYPES.map((value) => ({ value, label: value }))}
        />
        {type === "select" && (
          <TextArea
            label={t("start.options")}
            help={t("start.optionsHelp")}
            value={options.join("\n")}
            error={tried && noOptions && t("start.problem.noOptions")}
            onChange={(event) => set("options", event.target.value.split("\n"))}
          />
        )}
        <TextArea
          label={t("description")}
          help={t("extractor.descriptionHelp")}
          value={text(draft["description"])}
          error={tried && noWords && t("extractor.noDescription")}
          onChange={(event) => set("description", event.target.value)}
        />
        <Switch
          label={t("required")}
          help={t("extractor.requiredHelp")}
          checked={draft["required"] === true}
          onCheckedChange={(on) => set("required", on)}
        />
      </div>
    </Dialog>
  );
}
