import { FileOutput, Play, Square } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { uploadFile } from "@/api/runs";
import { Message } from "@/chat/Message";
import { rulesOf } from "@/chat/uploads";
import { FileField } from "@/run/FileField";
import { complete, InputForm } from "@/run/InputForm";
import type { FileEntry } from "@/run/inputs";
import { useSubmitKey } from "@/run/useSubmitKey";
import { Button, EmptyState } from "@/ui";
import { modelOf } from "./config";
import { questionOf, useDebug, useTrialInputs } from "./debug";
import { DebugHeader, useAnswerActions } from "./DebugChat";
import { useEditing } from "./edit";

/** The form as people will have it, and the text that comes of it. */
export function DebugCompletion() {
  const { t } = useTranslation("basic");
  const { appId, config } = useEditing();
  const inputs = useTrialInputs(config);
  const { fields, values } = inputs;
  const [checked, setChecked] = useState(false);
  const [files, setFiles] = useState<FileEntry[]>([]);
  const chat = useDebug(appId, "completion", config);
  const run = () => {
    setChecked(true);
    if (chat.busy || !complete(fields, values)) return;
    chat.reset();
    void chat.send(questionOf(fields, values, "", files));
  };
  const form = useSubmitKey<HTMLDivElement>(run);
  const { actions, log } = useAnswerActions(null);
  const turn = chat.turns.at(-1);
  return (
    <>
      <DebugHeader />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <CompletionForm
          form={form}
          {...inputs}
          {...{ checked, files, setFiles }}
          busy={chat.busy}
          run={run}
          stop={chat.stop}
          blocked={modelOf(config).name === "" ? t("debug.noModel") : undefined}
        />
        <div className="border-t border-line p-4">
          {turn ? (
            <Message turn={turn} actions={actions} last />
          ) : (
            <EmptyState icon={<FileOutput size={18} />} title={t("debug.empty")} text={t("debug.emptyText")} />
          )}
        </div>
      </div>
      {log}
    </>
  );
}

type FormProps = Pick<ReturnType<typeof useTrialInputs>, "fields" | "values" | "update" | "clear"> & {
  form: React.RefObject<HTMLDivElement | null>;
  checked: boolean;
  files: FileEntry[];
  setFiles: (change: (files: FileEntry[]) => FileEntry[]) => void;
  busy: boolean;
  run: () => void;
  stop: () => void;
  blocked: string | undefined;
};

/** The app's variables, its files when it takes some, and the button. */
export function CompletionForm(props: FormProps) {
  const { t } = useTranslation("basic");
  const { config } = useEditing();
  const { form, fields, values, update, clear, checked, files, setFiles, busy, run, stop, blocked } = props;
  const rules = rulesOf(config["file_upload"], uploadFile);
  const visible = fields.some((field) => !field.hidden);
  return (
    <div ref={form} className="flex flex-col gap-4 p-4">
      {!visible && !rules && <p className="text-base text-fg-3">{t("debug.noInputs")}</p>}
      <InputForm fields={fields} values={values} update={update} upload={uploadFile} checked={checked} />
      {rules && (
        <fieldset>
          <legend className="mb-1 text-base font-medium">{t("files.title")}</legend>
          <FileField
            rules={rules.rules}
            upload={uploadFile}
            files={files}
            update={setFiles}
            invalid={false}
            describedBy={undefined}
          />
        </fieldset>
      )}
      <div className="flex justify-end gap-2">
        {visible && <Button onClick={clear}>{t("debug.clear")}</Button>}
        {busy ? (
          <Button icon={<Square size={14} className="fill-current" />} onClick={stop}>
            {t("debug.stop")}
          </Button>
        ) : (
          <Button variant="primary" icon={<Play size={14} />} disabledReason={blocked} onClick={run}>
            {t("debug.run")}
          </Button>
        )}
      </div>
    </div>
  );
}
