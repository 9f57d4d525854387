import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/ui/cn";
import { CONTROL } from "@/ui/Field";
import { TextArea, TextField } from "@/ui/TextField";
import { FileField, type FileRules, type Upload } from "./FileField";
import { problemOf, type Declaration, type FileEntry, type FormValue, type FormValues } from "./inputs";

export interface InputFormProps {
  fields: readonly Declaration[];
  values: FormValues;
  update: (change: (values: FormValues) => FormValues) => void;
  upload: Upload;
  /** Tell every problem, not only those of fields that were left. */
  checked: boolean;
  size?: "default" | "touch";
}

/** True when the form can be sent. */
export function complete(fields: readonly Declaration[], values: FormValues): boolean {
  return fields.every((field) => problemOf(field, values[field.name]) === null);
}

/** The form of a start node: every kind of field. Validation speaks on leaving a field and on sending. */
export function InputForm({ fields, values, update, upload, checked, size = "default" }: InputFormProps) {
  const [left, setLeft] = useState<Record<string, boolean>>({});
  const { t } = useTranslation("run");
  return (
    <div className="flex flex-col gap-4">
      {fields
        .filter((field) => !field.hidden)
        .map((field) => {
          const problem = checked || left[field.name] ? problemOf(field, values[field.name]) : null;
          return (
            <div key={field.name} onBlur={() => setLeft((all) => ({ ...all, [field.name]: true }))}>
              <Control
                field={field}
                value={values[field.name]}
                error={problem === null ? undefined : t(`problem.${problem}`, { max: field.maxLength })}
                upload={upload}
                size={size}
                set={(change) => update((all) => ({ ...all, [field.name]: change(all[field.name]) }))}
              />
            </div>
          );
        })}
    </div>
  );
}

interface ControlProps {
  field: Declaration;
  value: FormValue | undefined;
  error: string | undefined;
  upload: Upload;
  size: "default" | "touch";
  set: (change: (value: FormValue | undefined) => FormValue) => void;
}

function Control({ field, value, error, upload, size, set }: ControlProps) {
  const written = typeof value === "string" ? value : "";
  const shared = {
    label: field.label,
    optional: !field.required,
    help: field.help || undefined,
    error,
    placeholder: field.placeholder,
    value: written,
  };
  switch (field.type) {
    case "paragraph":
    case "json":
      return (
        <TextArea
          {...shared}
          mono={field.type === "json"}
          rows={4}
          onChange={(event) => set(() => event.target.value)}
        />
      );
    case "select":
      return <Choice {...{ field, value: written, error, size }} set={(next) => set(() => next)} />;
    case "checkbox":
      return <Check field={field} on={value === true} set={(on) => set(() => on)} />;
    case "file":
    case "files":
      return (
        <Files
          {...{ field, error, upload }}
          files={Array.isArray(value) ? value : []}
          set={(change) => set((old) => change(Array.isArray(old) ? old : []))}
        />
      );
    default:
      return (
        <TextField
          {...shared}
          controlSize={size}
          inputMode={field.type === "number" ? "decimal" : "text"}
          onChange={(event) => set(() => event.target.value)}
        />
      );
  }
}

function Label({ field, htmlFor }: { field: Declaration; htmlFor: string }) {
  const { t } = useTranslation("run");
  return (
    <label htmlFor={htmlFor} className="mb-1 block text-base font-medium text-fg">
      {field.label}
      {!field.required && <span className="ml-1 text-small font-normal text-fg-3">{t("optional")}</span>}
    </label>
  );
}

function Choice({
  field,
  value,
  error,
  size,
  set,
}: {
  field: Declaration;
  value: string;
  error: string | undefined;
  size: string;
  set: (value: string) => void;
}) {
  const { t } = useTranslation("run");
  const id = useId();
  return (
    <div>
      <Label field={field} htmlFor={id} />
      <select
        id={id}
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        className={cn(CONTROL, size === "touch" ? "h-11 text-read" : "h-8", "pr-8 read-only:bg-surface")}
        onChange={(event) => set(event.target.value)}
      >
        <option value="">{t("choose")}</option>
        {field.options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
      {error && (
        <p id={`${id}-error`} role="alert" className="mt-1 text-small text-bad">
          {error}
        </p>
      )}
    </div>
  );
}

function Check({ field, on, set }: { field: Declaration; on: boolean; set: (on: boolean) => void }) {
  return (
    <label className="flex min-h-8 items-center gap-2 text-base font-medium text-fg">
      <input
        type="checkbox"
        checked={on}
        onChange={(event) => set(event.target.checked)}
        className="size-4 accent-accent"
      />
      {field.label}
    </label>
  );
}

function Files({
  field,
  files,
  error,
  upload,
  set,
}: {
  field: Declaration;
  files: FileEntry[];
  error: string | undefined;
  upload: Upload;
  set: (change: (files: FileEntry[]) => FileEntry[]) => void;
}) {
  const { t } = useTranslation("run");
  const id = useId();
  const rules: FileRules = {
    types: field.fileTypes,
    extensions: field.fileExtensions,
    ways: field.fileWays,
    max: field.maxFiles,
  };
  return (
    <fieldset>
      <legend className="mb-1 text-base font-medium text-fg">
        {field.label}
        {!field.required && <span className="ml-1 text-small font-normal text-fg-3">{t("optional")}</span>}
      </legend>
      <FileField
        rules={rules}
        upload={upload}
        files={files}
        update={set}
        invalid={error !== undefined}
        describedBy={error ? id : undefined}
      />
      {error && (
        <p id={id} role="alert" className="mt-1 text-small text-bad">
          {error}
        </p>
      )}
    </fieldset>
  );
}
