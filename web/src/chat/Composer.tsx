import { Link2, Paperclip, SendHorizontal, Square } from "lucide-react";
import { useEffect, useRef, useState, type ClipboardEvent, type DragEvent, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { FileList, UrlLine, useFiles, type FileRules, type Upload } from "@/run/FileField";
import { acceptOf, type FileEntry } from "@/run/inputs";
import { IconButton } from "@/ui/Button";
import { Microphone, type Listen } from "./Microphone";
import { cn } from "@/ui/cn";

export interface ComposerProps {
  /** False when the question was not taken; its text stays. */
  send: (query: string, files: FileEntry[]) => boolean;
  stop: () => void;
  busy: boolean;
  /** Why nothing can be sent now. */
  blocked?: string | undefined;
  placeholder?: string | undefined;
  files?: { rules: FileRules; upload: Upload } | undefined;
  /** Text that stays over a reload, by name. */
  draft?: string;
  footnote?: string | undefined;
  /** Speech input: what was said is put where it can be edited. */
  listen?: Listen | undefined;
}

const NO_FILES: FileRules = { types: [], extensions: [], ways: [], max: 0 };
const refuse: Upload = () => Promise.reject(new Error());

/** Enter sends, except while an input method composes; Shift+Enter starts a line. */
export function Composer({ send, stop, busy, blocked, placeholder, files, draft, footnote, listen }: ComposerProps) {
  const { t } = useTranslation("chat");
  const key = draft === undefined ? null : `tenon.draft.${draft}`;
  const [text, setText] = useState(() => (key === null ? "" : (sessionStorage.getItem(key) ?? "")));
  const [entries, setEntries] = useState<FileEntry[]>([]);
  const [over, setOver] = useState(false);
  const [asking, setAsking] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const rules = files?.rules ?? NO_FILES;
  const { add, addUrl, remove, retry } = useFiles(rules, files?.upload ?? refuse, entries, setEntries);
  const ready = entries.every((file) => file.state !== "uploading");
  const sendable = text.trim() !== "" && !busy && blocked === undefined && ready;
  const local = files !== undefined && (rules.ways.length === 0 || rules.ways.includes("local_file"));
  const remote = files !== undefined && rules.ways.includes("remote_url");

  useEffect(() => {
    if (key !== null) sessionStorage.setItem(key, text);
    const element = area.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, 8 * 22 + 16)}px`;
  }, [text, key]);

  const submit = () => {
    if (!sendable) return;
    const files = entries.filter((file) => file.state === "done");
    if (!send(text.trim(), files)) return;
    setText("");
    setEntries([]);
    area.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Some browsers end a composition before this event and tell it by key code 229 only.
    const composing = event.nativeEvent.isComposing || event.nativeEvent.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    submit();
  };
  const onPaste = (event: ClipboardEvent) => {
    if (local && event.clipboardData.files.length > 0) add(event.clipboardData.files);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (local) add(event.dataTransfer.files);
  };
  return (
    <div className="mx-auto w-full max-w-[792px] px-4 pb-[max(12px,env(safe-area-inset-bottom))]">
      <div
        className={cn(
          "rounded-card border bg-surface focus-within:border-accent",
          over ? "border-accent bg-selected" : "border-line-strong/70",
        )}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(local);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        {entries.length > 0 && (
          <div className="p-2 pb-0">
            <FileList files={entries} remove={remove} retry={retry} />
          </div>
        )}
        {asking && entries.length < rules.max && (
          <div className="p-2 pb-0">
            <UrlLine
              add={(url) => {
                addUrl(url);
                setAsking(false);
              }}
            />
          </div>
        )}
        <div className="flex items-end gap-1 p-1.5">
          {local && (
            <>
              <IconButton
                size="touch"
                label={t("attach")}
                icon={<Paperclip size={18} />}
                disabled={entries.length >= rules.max}
                onClick={() => picker.current?.click()}
              />
              <input
                ref={picker}
                type="file"
                className="sr-only"
                tabIndex={-1}
                aria-label={t("attach")}
                multiple={rules.max > 1}
                accept={acceptOf(rules.types, rules.extensions)}
                onChange={(event) => {
                  add(event.target.files ?? []);
                  event.target.value = "";
                }}
              />
            </>
          )}
          {remote && (
            <IconButton
              size="touch"
              className={local ? "-ml-1" : ""}
              label={t("attachUrl")}
              aria-pressed={asking}
              icon={<Link2 size={18} />}
              disabled={entries.length >= rules.max}
              onClick={() => setAsking(!asking)}
            />
          )}
          <textarea
            ref={area}
            rows={1}
            value={text}
            aria-label={placeholder ?? t("placeholder")}
            placeholder={blocked ?? placeholder ?? t("placeholder")}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
            className="max-h-48 min-h-10 min-w-0 flex-1 resize-none bg-transparent px-2 py-[9px] text-read text-fg outline-none"
          />
          {listen && !busy && (
            <Microphone
              listen={listen}
              onText={(said) => {
                setText((before) => (before.trim() === "" ? said : `${before} ${said}`));
                area.current?.focus();
              }}
            />
          )}
          {busy ? (
            <IconButton
              size="touch"
              variant="secondary"
              label={t("stop")}
              icon={<Square size={16} className="fill-current" />}
              onClick={stop}
            />
          ) : (
            <IconButton
              size="touch"
              variant="primary"
              label={t("send")}
              icon={<SendHorizontal size={18} />}
              disabled={!sendable}
              onClick={submit}
            />
          )}
        </div>
      </div>
      {footnote && <p className="mt-1.5 text-center text-meta text-fg-3">{footnote}</p>}
    </div>
  );
}
