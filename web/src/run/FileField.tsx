import { FileText, Link2, Paperclip, RotateCw, Trash2, Upload } from "lucide-react";
import { useCallback, useId, useRef, useState, type ClipboardEvent, type DragEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/Button";
import { cn } from "@/ui/cn";
import { Spinner } from "@/ui/Spinner";
import { formatBytes } from "@/ui/format";
import { acceptOf, kindOf, type FileEntry } from "./inputs";

/** Stores a file and answers with the id that a run names it by. Throws with a sentence for people. */
export type Upload = (file: File) => Promise<{ id: string }>;

export interface FileRules {
  types: string[];
  extensions: string[];
  ways: string[];
  max: number;
}

export type FilesUpdate = (change: (files: FileEntry[]) => FileEntry[]) => void;

/** Adds files to a list: checks the kind, uploads, keeps refused ones with their reason. */
export function useFiles(rules: FileRules, upload: Upload, files: FileEntry[], update: FilesUpdate) {
  const { t } = useTranslation("run");
  const sources = useRef(new Map<string, File>());
  const send = useCallback(
    (key: string, file: File) => {
      upload(file).then(
        ({ id }) =>
          update((all) => all.map((one) => (one.key === key ? { ...one, state: "done", uploadId: id } : one))),
        (error: unknown) => {
          const reason = error instanceof Error ? error.message : t("file.failed");
          update((all) => all.map((one) => (one.key === key ? { ...one, state: "failed", error: reason } : one)));
        },
      );
    },
    [upload, update, t],
  );
  const add = (chosen: Iterable<File>) => {
    let room = rules.max - files.length;
    for (const file of chosen) {
      if (room <= 0) return;
      room -= 1;
      const kind = kindOf(file.name, rules.types, rules.extensions);
      const entry: FileEntry = {
        key: crypto.randomUUID(),
        name: file.name,
        size: file.size,
        kind: kind ?? "custom",
        state: kind === null ? "failed" : "uploading",
        ...(kind === null ? { error: t("file.kind") } : {}),
        ...(kind === "image" ? { preview: URL.createObjectURL(file) } : {}),
      };
      update((all) => [...all, entry]);
      if (kind === null) continue;
      sources.current.set(entry.key, file);
      send(entry.key, file);
    }
  };
  const addUrl = (url: string) => {
    if (files.length >= rules.max) return;
    const name = url.split(/[?#]/)[0]?.split("/").pop() || url;
    const kind = kindOf(name, rules.types, rules.extensions) ?? rules.types[0] ?? "document";
    const entry: FileEntry = {
      key: crypto.randomUUID(),
      name,
      size: null,
      kind: kind as FileEntry["kind"],
      state: "done",
      url,
    };
    update((all) => [...all, entry]);
  };
  const retry = (key: string) => {
    const file = sources.current.get(key);
    if (!file) return;
    update((all) => all.map((one) => (one.key === key ? { ...one, state: "uploading" } : one)));
    send(key, file);
  };
  const remove = (key: string) => {
    update((all) => all.filter((one) => one.key !== key));
  };
  return { add, addUrl, retry: (key: string) => (sources.current.has(key) ? () => retry(key) : undefined), remove };
}

export function FileList({
  files,
  remove,
  retry,
}: {
  files: FileEntry[];
  remove?: (key: string) => void;
  retry?: (key: string) => (() => void) | undefined;
}) {
  const { t } = useTranslation("run");
  if (files.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1">
      {files.map((file) => {
        const again = file.state === "failed" ? retry?.(file.key) : undefined;
        return (
          <li
            key={file.key}
            className={cn(
              "flex h-10 items-center gap-2 rounded-control border bg-surface px-2",
              file.state === "failed" ? "border-bad" : "border-line",
            )}
          >
            {file.preview ? (
              <img src={file.preview} alt="" className="size-7 rounded-chip object-cover" />
            ) : (
              <FileText size={16} className="text-fg-3" aria-hidden />
            )}
            <span className="min-w-0 flex-1">
              <span className="block truncate text-small text-fg">{file.name}</span>
              {file.error && file.state === "failed" ? (
                <span className="block truncate text-meta text-bad">{file.error}</span>
              ) : (
                file.size !== null && <span className="block text-meta text-fg-3">{formatBytes(file.size)}</span>
              )}
            </span>
            {file.state === "uploading" && <Spinner size={14} />}
            {again && (
              <IconButton size="inline" label={t("file.retry")} icon={<RotateCw size={14} />} onClick={again} />
            )}
            {remove && (
              <IconButton
                size="inline"
                label={t("file.remove", { name: file.name })}
                icon={<Trash2 size={14} />}
                onClick={() => remove(file.key)}
              />
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Drag, pick, paste or give an address, as far as the rules allow. */
export function FileField({
  rules,
  upload,
  files,
  update,
  invalid,
  describedBy,
}: {
  rules: FileRules;
  upload: Upload;
  files: FileEntry[];
  update: FilesUpdate;
  invalid?: boolean;
  describedBy?: string | undefined;
}) {
  const { t } = useTranslation("run");
  const { add, addUrl, remove, retry } = useFiles(rules, upload, files, update);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const local = rules.ways.length === 0 || rules.ways.includes("local_file");
  const remote = rules.ways.includes("remote_url");
  const full = files.length >= rules.max;
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (local) add(event.dataTransfer.files);
  };
  const paste = (event: ClipboardEvent) => {
    if (local && event.clipboardData.files.length > 0) add(event.clipboardData.files);
  };
  return (
    <div className="flex flex-col gap-1.5" onPaste={paste}>
      <FileList files={files} remove={remove} retry={retry} />
      {!full && local && (
        <div
          className={cn(
            "flex min-h-12 items-center gap-2 rounded-control border border-dashed px-3 py-2 text-small text-fg-3",
            over ? "border-accent bg-selected" : invalid ? "border-bad" : "border-line-strong/70",
          )}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <Upload size={16} aria-hidden />
          <span className="min-w-0 flex-1">{t("file.drop", { count: rules.max - files.length })}</span>
          <Button
            size="compact"
            icon={<Paperclip size={14} />}
            aria-describedby={describedBy}
            onClick={() => input.current?.click()}
          >
            {t("file.choose")}
          </Button>
          <input
            ref={input}
            id={id}
            type="file"
            className="sr-only"
            tabIndex={-1}
            aria-label={t("file.choose")}
            multiple={rules.max > 1}
            accept={acceptOf(rules.types, rules.extensions)}
            onChange={(event) => {
              add(event.target.files ?? []);
              event.target.value = "";
            }}
          />
        </div>
      )}
      {!full && remote && <UrlLine add={addUrl} />}
    </div>
  );
}

export function UrlLine({ add }: { add: (url: string) => void }) {
  const { t } = useTranslation("run");
  const [url, setUrl] = useState("");
  const valid = /^https?:\/\/\S+$/.test(url.trim());
  const take = () => {
    if (!valid) return;
    add(url.trim());
    setUrl("");
  };
  return (
    <div className="flex items-center gap-1.5">
      <Link2 size={14} className="text-fg-3" aria-hidden />
      <input
        type="url"
        aria-label={t("file.url")}
        placeholder={t("file.url")}
        value={url}
        onChange={(event) => setUrl(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
          event.preventDefault();
          take();
        }}
        className="h-7 min-w-0 flex-1 rounded-control border border-line bg-surface px-2 text-small"
      />
      <Button size="compact" disabled={!valid} onClick={take}>
        {t("file.add")}
      </Button>
    </div>
  );
}
