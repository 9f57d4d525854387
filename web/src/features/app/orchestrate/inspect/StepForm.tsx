import { Play } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { NeededValue, NodeInputs } from "@/api/debug";
import { uploadFile } from "@/api/runs";
import { useContent, useAppMode } from "@/editor/useNode";
import { useEditor } from "@/editor/context";
import { givenOf, stepFields, type Given, type StepField } from "@/editor/inspect/needs";
import { oneLine } from "@/editor/inspect/written";
import { indexOf } from "@/editor/variables";
import { InputForm } from "@/run/InputForm";
import { wireFile, type Declaration, type FileEntry } from "@/run/inputs";
import { useSubmitKey } from "@/run/useSubmitKey";
import { Button } from "@/ui/Button";
import { Select } from "@/ui/Select";
import { TextArea, TextField } from "@/ui/TextField";

interface Props {
  inputs: NodeInputs;
  run: (given: Given) => void;
  close: () => void;
}

type Field = StepField<NeededValue & { text: string; truncated: boolean; optional: boolean }>;
type Problem = ReturnType<typeof givenOf>["problems"][string];

/** The values that a node reads, filled with what is known. */
export function StepForm({ inputs, run, close }: Props) {
  const { t } = useTranslation("panels");
  const document = useEditor((state) => state.document);
  const content = useContent((all) => all);
  const mode = useAppMode();
  const fields = useMemo(() => {
    const index = indexOf(document, content, mode);
    const needs = (inputs.data ?? []).map((need) => ({
      ...need,
      text: need.text ?? "",
      truncated: need.truncated ?? false,
      optional: need.optional ?? false,
    }));
    return stepFields(needs, (selector) => index.typeOf(selector));
  }, [inputs, document, content, mode]);
  const [texts, setTexts] = useState<Record<string, string>>({});
  const [files, setFiles] = useState<Record<string, FileEntry[]>>({});
  const [checked, setChecked] = useState(false);
  const wired = Object.fromEntries(Object.entries(files).map(([key, list]) => [key, list.flatMap(wireFile)]));
  const { given, problems } = givenOf(fields, texts, wired);
  const waiting = Object.values(files).some((list) => list.some((file) => file.state === "uploading"));
  const submit = () => {
    setChecked(true);
    if (Object.keys(problems).length === 0 && !waiting) run(given);
  };
  const element = useSubmitKey<HTMLDivElement>(submit);
  useEffect(() => {
    element.current?.querySelector<HTMLElement>("textarea, input:not([type=file]), button")?.focus();
  }, [element]);
  return (
    <section
      ref={element}
      aria-label={t("inspect.form.title")}
      className="flex flex-col gap-4 border-b border-line bg-app p-4"
    >
      <div>
        <h3 className="text-base font-semibold text-fg">{t("inspect.form.title")}</h3>
        <p className="mt-0.5 text-small text-fg-2">
          {t(fields.length > 0 ? "inspect.form.help" : "inspect.form.nothing")}
        </p>
      </div>
      {fields.map((field) => (
        <Control
          key={field.key}
          field={field}
          text={texts[field.key] ?? field.initial}
          files={files[field.key] ?? []}
          problem={checked ? problems[field.key] : undefined}
          write={(text) => setTexts((all) => ({ ...all, [field.key]: text }))}
          choose={(change) => setFiles((all) => ({ ...all, [field.key]: change(all[field.key] ?? []) }))}
        />
      ))}
      <div className="flex gap-2">
        <Button variant="primary" icon={<Play size={14} />} onClick={submit}>
          {t("inspect.run")}
        </Button>
        <Button onClick={close}>{t("inspect.cancel")}</Button>
      </div>
    </section>
  );
}

interface ControlProps {
  field: Field;
  text: string;
  files: FileEntry[];
  problem: Problem | undefined;
  write: (text: string) => void;
  choose: (change: (files: FileEntry[]) => FileEntry[]) => void;
}

function Control({ field, text, files, problem, write, choose }: ControlProps) {
  const { t } = useTranslation("panels");
  const label = useLabel(field);
  const help = useSource(field);
  const error = problem === undefined ? undefined : t(`inspect.problem.${problem}`);
  const shared = { label, help, error, optional: field.need.optional };
  switch (field.kind) {
    case "boolean":
      return (
        <Select
          {...shared}
          value={text === "true" ? "true" : "false"}
          onValueChange={write}
          options={[
            { value: "true", label: "true" },
            { value: "false", label: "false" },
          ]}
        />
      );
    case "number":
      return <TextField {...shared} inputMode="decimal" value={text} onChange={(event) => write(event.target.value)} />;
    case "file":
    case "files": {
      const one = fileField(field.key, label, field.kind);
      return (
        <div>
          <InputForm
            fields={[one]}
            values={{ [one.name]: files }}
            update={(change) => choose((old) => entries(change({ [one.name]: old })[one.name]))}
            upload={uploadFile}
            checked={false}
          />
          <p className={error === undefined ? "mt-1 text-small text-fg-3" : "mt-1 text-small text-bad"}>
            {error ?? help}
          </p>
        </div>
      );
    }
    default:
      return (
        <TextArea
          {...shared}
          mono={field.kind === "json"}
          rows={field.kind === "json" ? 4 : 2}
          maxRows={14}
          value={text}
          placeholder={field.keeps ? oneLine(null, field.need.text, 80) : ""}
          onChange={(event) => write(event.target.value)}
        />
      );
  }
}

const entries = (value: unknown): FileEntry[] => (Array.isArray(value) ? (value as FileEntry[]) : []);

/** A field that takes any file. */
export function fileField(name: string, label: string, kind: "file" | "files"): Declaration {
  return {
    name,
    label,
    type: kind,
    required: true,
    hidden: false,
    help: "",
    placeholder: "",
    initial: null,
    options: [],
    maxLength: null,
    fileTypes: [],
    fileExtensions: [],
    fileWays: [],
    maxFiles: kind === "file" ? 1 : 10,
  };
}

function useLabel({ need }: Field): string {
  const { t } = useTranslation("panels");
  if (need.node_id === "sys") return `sys.${need.name}`;
  if (need.node_id === "conversation") return `${t("inspect.group.conversation")} › ${need.name}`;
  return `${need.node_title || need.node_id} › ${need.name}`;
}

/** Where the value comes from that the field begins with. */
function useSource({ need, keeps, type }: Field): string {
  const { t } = useTranslation("panels");
  const said: string[] = [t(`inspect.source.${need.source}`)];
  if (need.stale === true) said.push(t("inspect.stale.short"));
  if (keeps) said.push(t("inspect.form.keeps"));
  if (type !== null) said.push(type);
  return said.join(" · ");
}
