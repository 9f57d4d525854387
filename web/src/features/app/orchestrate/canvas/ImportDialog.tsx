import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAppChanges } from "@/api/apps";
import { ApiError } from "@/api/error";
import type { App, ImportRequest } from "@/api/types";
import { useEditorStore } from "@/editor/context";
import { useExplain } from "@/i18n/useExplain";
import { Button, Callout, Dialog, ErrorBlock, FileDrop, TextArea, toast } from "@/ui";

interface Props {
  app: App;
  /** Has the server replace the draft; false when the present draft could not be saved before. */
  replaceDraft: (act: () => Promise<unknown>) => Promise<boolean>;
  onClose: () => void;
}

/** Why the server refused a file; its answer names it beside the state of the import. */
const refusal = (error: unknown): string =>
  error instanceof ApiError && typeof error.body["error"] === "string" ? error.body["error"] : "";

/** Puts a DSL file in the place of the draft; the former draft is one step back. */
export function ImportDialog({ app, replaceDraft, onClose }: Props) {
  const { t } = useTranslation(["orchestrate", "common"]);
  const explain = useExplain();
  const store = useEditorStore();
  const { importFile, confirmImport } = useAppChanges();
  const [text, setText] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const replace = async () => {
    const { name, description, icon_type, icon, icon_background } = app;
    let result = await importFile.mutateAsync({
      mode: "yaml-content",
      yaml_content: text,
      app_id: app.id,
      name,
      description,
      icon_type: icon_type as ImportRequest["icon_type"],
      icon,
      icon_background,
    });
    if (result.status === "pending") result = await confirmImport.mutateAsync(result.id);
    if (result.status === "completed-with-warnings") {
      toast.info(t("importing.warned", { version: result.imported_dsl_version }));
    }
  };
  const go = async () => {
    if (text.trim() === "" || busy) return;
    setBusy(true);
    setError(null);
    try {
      if (!(await replaceDraft(replace))) return;
      toast.undo(t("importing.done"), t("importing.undo"), () => store.getState().undo());
      onClose();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("importing.title")}
      onSubmit={() => void go()}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button
            type="submit"
            variant="danger"
            loading={busy}
            disabledReason={text.trim() === "" ? t("importing.need") : undefined}
          >
            {t("importing.go")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Callout tone="warn">{t("importing.text")}</Callout>
        <FileDrop
          label={t("importing.drop")}
          accept=".yml,.yaml,application/yaml,text/yaml"
          items={file ? [{ id: "file", name: file.name, size: file.size }] : []}
          onFiles={([first]) => {
            setFile(first ?? null);
            void first?.text().then(setText);
          }}
          onRemove={() => {
            setFile(null);
            setText("");
          }}
        />
        <TextArea
          label={t("importing.paste")}
          rows={8}
          className="[&_textarea]:font-mono [&_textarea]:text-small"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {error !== null && <ErrorBlock {...explain(error)} {...(refusal(error) ? { title: refusal(error) } : {})} />}
      </div>
    </Dialog>
  );
}
