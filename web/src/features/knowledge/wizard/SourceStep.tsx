import { FileText, FolderOpen, PenLine } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button, FileDrop, RadioCards, Skeleton, TextArea, TextField } from "@/ui";
import type { Options } from "../data";
import type { useUploads } from "./useUploads";

export type SourceKind = "files" | "text";
export type TextSource = { name: string; text: string };

type Props = {
  options: Options | undefined;
  kind: SourceKind;
  onKind: (kind: SourceKind) => void;
  uploads: ReturnType<typeof useUploads>;
  text: TextSource;
  onText: (text: TextSource) => void;
};

/** Where the documents come from. */
export function SourceStep({ options, kind, onKind, uploads, text, onText }: Props) {
  const { t } = useTranslation("knowledge");
  if (!options) return <Skeleton className="h-48" />;
  return (
    <div className="space-y-5">
      <RadioCards
        label={t("source.kind")}
        value={kind}
        onValueChange={onKind}
        options={[
          { value: "files", label: t("source.files"), help: t("source.filesHelp"), icon: <FileText size={16} /> },
          { value: "text", label: t("source.text"), help: t("source.textHelp"), icon: <PenLine size={16} /> },
        ]}
      />
      {kind === "files" ? (
        <Files options={options} uploads={uploads} />
      ) : (
        <div className="space-y-4">
          <TextField
            label={t("source.textName")}
            placeholder={t("source.textNamePlaceholder")}
            maxLength={255}
            value={text.name}
            onChange={(event) => onText({ ...text, name: event.target.value })}
          />
          <TextArea
            label={t("source.text")}
            rows={10}
            maxRows={24}
            aside={text.text.length > 0 && t("source.characters", { count: text.text.length })}
            value={text.text}
            onChange={(event) => onText({ ...text, text: event.target.value })}
          />
        </div>
      )}
    </div>
  );
}

function Files({ options, uploads }: { options: Options; uploads: Props["uploads"] }) {
  const { t } = useTranslation("knowledge");
  const folder = useRef<HTMLInputElement>(null);
  return (
    <FileDrop
      label={t("source.files")}
      multiple
      accept={options.extensions.map((one) => `.${one}`).join(",")}
      items={uploads.items}
      onFiles={uploads.add}
      onRemove={uploads.remove}
      onRetry={uploads.retry}
      hint={
        <>
          {t("source.limits", { size: options.file_size_limit_mb, count: options.batch_limit })}
          <br />
          {options.extensions.join(", ")}
        </>
      }
      extra={
        <div className="mt-2">
          <Button size="compact" icon={<FolderOpen size={14} />} onClick={() => folder.current?.click()}>
            {t("source.folder")}
          </Button>
          <input
            ref={folder}
            type="file"
            tabIndex={-1}
            aria-label={t("source.folder")}
            className="sr-only"
            // A folder is chosen through an attribute that React knows only by its older name.
            {...{ webkitdirectory: "" }}
            onChange={(event) => {
              uploads.add([...(event.target.files ?? [])].filter((file) => !file.name.startsWith(".")));
              event.target.value = "";
            }}
          />
        </div>
      }
    />
  );
}
