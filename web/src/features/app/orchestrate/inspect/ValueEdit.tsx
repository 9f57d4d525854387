import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useValueChanges } from "@/api/debug";
import { uploadFile } from "@/api/runs";
import { kindOf, readBack, written } from "@/editor/inspect/written";
import { useExplain } from "@/i18n/useExplain";
import { InputForm } from "@/run/InputForm";
import { wireFile, type FileEntry } from "@/run/inputs";
import { useSubmitKey } from "@/run/useSubmitKey";
import { Button } from "@/ui/Button";
import { Select } from "@/ui/Select";
import { TextArea, TextField } from "@/ui/TextField";
import { fileField } from "./StepForm";
import type { Shown } from "./ValueList";

interface Props {
  appId: string;
  entry: Shown;
  value: unknown;
  close: () => void;
}

/** Puts another value in the place of one, of the same type. */
export function ValueEdit({ appId, entry, value, close }: Props) {
  const { t } = useTranslation("panels");
  const explain = useExplain();
  const kind = kindOf(entry.type, value);
  const [text, setText] = useState(() => written(value, kind));
  const [files, setFiles] = useState<FileEntry[]>([]);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const { edit } = useValueChanges(appId);
  const save = () => {
    const next = kind === "file" || kind === "files" ? chosen() : readBack(text, kind, entry.type);
    if ("problem" in next) {
      setProblem(t(`inspect.problem.${next.problem}`));
      return;
    }
    setProblem(undefined);
    edit.mutate(
      { nodeId: entry.node_id, name: entry.name, value: next.value },
      { onSuccess: close, onError: (error) => setProblem(error.message || explain(error).title) },
    );
  };
  const chosen = (): { value: unknown } | { problem: "required" } => {
    const sent = files.flatMap(wireFile);
    if (kind === "files") return { value: sent };
    return sent[0] ? { value: sent[0] } : { problem: "required" };
  };
  const element = useSubmitKey<HTMLDivElement>(save);
  const label = t("inspect.newValue", { name: entry.name });
  const shared = { ariaLabel: label, error: problem, value: text };
  const write = (next: string) => setText(next);
  return (
    <div ref={element} className="flex flex-col gap-3">
      {kind === "file" || kind === "files" ? (
        <>
          <InputForm
            fields={[fileField("value", entry.name, kind)]}
            values={{ value: files }}
            update={(change) => setFiles((old) => change({ value: old })["value"] as FileEntry[])}
            upload={uploadFile}
            checked={false}
          />
          {problem !== undefined && (
            <p role="alert" className="text-small text-bad">
              {problem}
            </p>
          )}
        </>
      ) : kind === "boolean" ? (
        <Select
          {...shared}
          value={text === "true" ? "true" : "false"}
          onValueChange={write}
          options={[
            { value: "true", label: "true" },
            { value: "false", label: "false" },
          ]}
        />
      ) : kind === "number" ? (
        <TextField {...shared} inputMode="decimal" onChange={(event) => write(event.target.value)} />
      ) : (
        <TextArea
          {...shared}
          mono={kind === "json"}
          rows={4}
          maxRows={24}
          onChange={(event) => write(event.target.value)}
        />
      )}
      <div className="flex gap-2">
        <Button variant="primary" loading={edit.isPending} onClick={save}>
          {t("inspect.save")}
        </Button>
        <Button onClick={close}>{t("inspect.cancel")}</Button>
      </div>
    </div>
  );
}
