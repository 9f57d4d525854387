import { useState } from "react";
import { useTranslation } from "react-i18next";
import { putVariable, type VariableList } from "@/editor/actions/variables";
import { useEditorStore } from "@/editor/context";
import { text, type Raw } from "@/editor/raw";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Select } from "@/ui/Select";
import { PasswordField, TextArea, TextField } from "@/ui/TextField";

const TYPES: Record<VariableList, readonly string[]> = {
  environment_variables: ["string", "number", "secret"],
  conversation_variables: [
    "string",
    "number",
    "boolean",
    "object",
    "array[string]",
    "array[number]",
    "array[object]",
    "array[boolean]",
  ],
};
const NAME = /^[\p{L}_][\p{L}\p{N}_]{0,29}$/u;
/** What the server shows in place of a secret, and takes back as "unchanged". */
const masked = (variable: Raw | null): boolean =>
  variable?.["value_type"] === "secret" && text(variable["value"]) !== "";

/** The value of a type from what was typed; undefined: it does not fit. */
export function valueOf(type: string, typed: string): unknown {
  if (type === "string" || type === "secret") return typed;
  const empty: Record<string, unknown> = { number: 0, boolean: false, object: {} };
  if (typed.trim() === "") return type in empty ? empty[type] : [];
  let value: unknown;
  try {
    value = JSON.parse(typed);
  } catch {
    return undefined;
  }
  if (type.startsWith("array")) {
    const inner = type.slice(6, -1);
    return Array.isArray(value) && value.every((one) => fits(inner, one)) ? value : undefined;
  }
  return fits(type, value) ? value : undefined;
}

const fits = (type: string, value: unknown): boolean =>
  type === "object" ? typeof value === "object" && value !== null && !Array.isArray(value) : typeof value === type;

const shown = (value: unknown): string =>
  value === undefined || value === null ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 2);

interface Props {
  list: VariableList;
  /** Null: a new one. */
  variable: Raw | null;
  onClose: () => void;
}

/** Name, type, first value and description of a variable. */
export function VariableDialog({ list, variable, onClose }: Props) {
  const { t } = useTranslation("orchestrate");
  const store = useEditorStore();
  const [name, setName] = useState(text(variable?.["name"]));
  const [type, setType] = useState(text(variable?.["value_type"]) || "string");
  const secret = masked(variable);
  const [typed, setTyped] = useState<string | null>(secret ? null : shown(variable?.["value"]));
  const [description, setDescription] = useState(text(variable?.["description"]));
  const [checked, setChecked] = useState(false);
  const others = store.getState().content[list].filter((one) => one !== variable);
  const taken = others.some((one) => one["name"] === name.trim());
  const wrongName = !NAME.test(name.trim()) ? t("variables.wrongName") : taken ? t("variables.taken") : undefined;
  const value = typed === null ? variable?.["value"] : valueOf(type, typed);
  const wrongValue = value === undefined ? t("variables.wrongValue", { type }) : undefined;
  const submit = () => {
    setChecked(true);
    if (wrongName !== undefined || wrongValue !== undefined) return;
    const id = text(variable?.["id"]) || crypto.randomUUID();
    const next = { ...variable, id, name: name.trim(), value_type: type, value, description };
    store.getState().edit("variables", putVariable(list, next), { about: name.trim() });
    onClose();
  };
  const field = {
    label: t("variables.value"),
    value: typed ?? "",
    error: checked ? wrongValue : undefined,
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={variable ? t("variables.editTitle") : t("variables.addTitle")}
      onSubmit={submit}
      footer={
        <Button variant="primary" type="submit">
          {variable ? t("variables.save") : t("variables.add")}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <TextField
          label={t("variables.name")}
          value={name}
          maxLength={30}
          error={checked ? wrongName : undefined}
          onChange={(event) => setName(event.target.value)}
        />
        <Select
          label={t("variables.type")}
          value={type}
          onValueChange={(next) => {
            setType(next);
            if (typed === null) setTyped("");
          }}
          options={TYPES[list].map((one) => ({ value: one, label: one }))}
        />
        {type === "secret" ? (
          <PasswordField
            {...field}
            autoComplete="off"
            placeholder={typed === null ? "••••••" : undefined}
            onChange={(event) => setTyped(event.target.value)}
          />
        ) : (
          <TextArea
            {...field}
            mono={type !== "string"}
            help={type === "string" ? undefined : t("variables.json")}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
        <TextArea
          label={t("variables.description")}
          optional
          rows={2}
          maxLength={256}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
      </div>
    </Dialog>
  );
}
