import { useTranslation } from "react-i18next";
import { list, strings, text, type Raw } from "@/editor/raw";
import { Checkbox, Switch } from "@/ui/Choice";
import { Select } from "@/ui/Select";
import { NumberField, TextArea, TextField } from "@/ui/TextField";
import { FILE_KINDS, LONGEST_TEXT, MOST_FILES, schemaText, WAYS, type Kind } from "./fields";

interface PartProps {
  draft: Raw;
  kind: Kind;
  set: (member: string, value: unknown) => void;
  words: (part: string) => string | undefined;
}

/** What only fields of one kind have. */
export function ByKind({ draft, kind, set, words }: PartProps) {
  const { t } = useTranslation("panels");
  const initial = text(draft["default"]);
  const stored = draft["max_length"];
  const most = typeof stored === "number" ? stored : null;
  const shared = { label: t("start.default"), optional: true };
  switch (kind) {
    case "text-input":
    case "paragraph":
      return (
        <>
          <NumberField
            label={t("start.maxLength")}
            optional={kind === "paragraph"}
            min={1}
            {...(kind === "text-input" ? { max: LONGEST_TEXT } : {})}
            value={most}
            error={words("max_length")}
            onValueChange={(value) => set("max_length", value ?? undefined)}
          />
          {kind === "text-input" ? (
            <TextField
              {...shared}
              value={initial}
              onChange={(event) => set("default", event.target.value || undefined)}
            />
          ) : (
            <TextArea
              {...shared}
              value={initial}
              onChange={(event) => set("default", event.target.value || undefined)}
            />
          )}
        </>
      );
    case "number":
      return (
        <NumberField
          {...shared}
          step="any"
          value={initial === "" ? null : Number(initial)}
          onValueChange={(value) => set("default", value ?? undefined)}
        />
      );
    case "checkbox":
      return (
        <Switch
          label={t("start.defaultOn")}
          checked={draft["default"] === true || draft["default"] === "true"}
          onCheckedChange={(on) => set("default", on)}
        />
      );
    case "select":
      return <Options {...{ draft, kind, set, words }} />;
    case "json_object":
      return (
        <TextArea
          mono
          optional
          rows={6}
          spellCheck={false}
          label={t("start.schema")}
          help={t("start.schemaHelp")}
          placeholder={'{"type": "object", "properties": {}}'}
          value={schemaText(draft)}
          error={words("json_schema")}
          onChange={(event) => set("json_schema", event.target.value || undefined)}
        />
      );
    default:
      return <FileRules {...{ draft, kind, set, words }} />;
  }
}

const NONE = "\u0000";

function Options({ draft, set, words }: PartProps) {
  const { t } = useTranslation("panels");
  const options = strings(draft["options"]);
  const filled = [...new Set(options.filter((one) => one.trim() !== ""))];
  const initial = text(draft["default"]);
  return (
    <>
      <TextArea
        label={t("start.options")}
        help={t("start.optionsHelp")}
        rows={4}
        value={options.join("\n")}
        error={words("options")}
        onChange={(event) => set("options", event.target.value.split("\n"))}
      />
      {filled.length > 0 && (
        <Select
          optional
          label={t("start.default")}
          value={filled.includes(initial) ? initial : NONE}
          onValueChange={(value) => set("default", value === NONE ? undefined : value)}
          options={[{ value: NONE, label: t("start.noDefault") }, ...filled.map((one) => ({ value: one, label: one }))]}
        />
      )}
    </>
  );
}

function FileRules({ draft, kind, set, words }: PartProps) {
  const { t } = useTranslation("panels");
  const kinds = strings(draft["allowed_file_types"]);
  const ways = strings(draft["allowed_file_upload_methods"]);
  const extensions = list(draft["allowed_file_extensions"]).map(text);
  const most = draft["max_length"];
  const toggle = (member: string, all: readonly string[], one: string, on: boolean) =>
    set(member, on ? [...all, one] : all.filter((other) => other !== one));
  return (
    <>
      <fieldset>
        <legend className="mb-1 text-base font-medium">{t("start.fileKinds")}</legend>
        <div className="flex flex-wrap gap-x-4 gap-y-1.5">
          {FILE_KINDS.map((one) => (
            <Checkbox
              key={one}
              label={t(`file.${one}`)}
              checked={kinds.includes(one)}
              onCheckedChange={(on) => toggle("allowed_file_types", kinds, one, on)}
            />
          ))}
        </div>
        <Problem words={words("allowed_file_types")} />
      </fieldset>
      {kinds.includes("custom") && (
        <TextField
          label={t("start.extensions")}
          help={t("start.extensionsHelp")}
          defaultValue={extensions.join(", ")}
          error={words("allowed_file_extensions")}
          onChange={(event) =>
            set(
              "allowed_file_extensions",
              event.target.value
                .split(/[\s,;，；]+/)
                .filter(Boolean)
                .map((one) => (one.startsWith(".") ? one : `.${one}`)),
            )
          }
        />
      )}
      <fieldset>
        <legend className="mb-1 text-base font-medium">{t("start.ways")}</legend>
        <div className="flex flex-wrap gap-x-4 gap-y-1.5">
          {WAYS.map((one) => (
            <Checkbox
              key={one}
              label={t(`file.${one}`)}
              checked={ways.includes(one)}
              onCheckedChange={(on) => toggle("allowed_file_upload_methods", ways, one, on)}
            />
          ))}
        </div>
        <Problem words={words("allowed_file_upload_methods")} />
      </fieldset>
      {kind === "file-list" && (
        <NumberField
          label={t("start.mostFiles")}
          min={1}
          max={MOST_FILES}
          step={1}
          value={typeof most === "number" ? most : null}
          error={words("max_length")}
          onValueChange={(value) => set("max_length", value ?? undefined)}
        />
      )}
    </>
  );
}

const Problem = ({ words }: { words: string | undefined }) =>
  words ? (
    <p role="alert" className="mt-1 text-small text-bad">
      {words}
    </p>
  ) : null;
