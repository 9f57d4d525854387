import { Pencil } from "lucide-react";
import { useState, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/Button";
import { TextArea } from "@/ui/TextField";
import { FileCards } from "./Answer";
import type { Turn } from "./turn";

/** A question; with `edit` it can be asked in other words. */
export function Asked({
  turn,
  edit,
  face,
}: {
  turn: Turn;
  edit?: ((turn: Turn, query: string) => void) | undefined;
  /** Who asks. */
  face?: ReactNode;
}) {
  const { t } = useTranslation("chat");
  const [text, setText] = useState<string | null>(null);
  if (edit && text !== null) {
    const send = () => {
      if (text.trim() === "") return;
      setText(null);
      edit(turn, text.trim());
    };
    const keys = (event: KeyboardEvent) => {
      if (event.nativeEvent.isComposing || event.keyCode === 229) return;
      if (event.key === "Escape") setText(null);
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        send();
      }
    };
    return (
      <div className="flex flex-col gap-2 self-stretch rounded-card bg-selected p-3 sm:pl-3">
        <FileCards files={turn.files} />
        <TextArea
          ariaLabel={t("editQuestion")}
          autoFocus
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={keys}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={() => setText(null)}>{t("cancel")}</Button>
          <Button variant="primary" disabled={text.trim() === ""} onClick={send}>
            {t("send")}
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className="group/asked flex flex-col items-end self-end pl-12">
      {face}
      <FileCards files={turn.files} />
      {turn.query !== "" && (
        <div className="mt-1 flex items-end gap-1">
          {edit && (
            <IconButton
              size="compact"
              label={t("editQuestion")}
              icon={<Pencil size={14} />}
              className="text-fg-3 opacity-0 group-focus-within/asked:opacity-100 group-hover/asked:opacity-100 pointer-coarse:opacity-100"
              onClick={() => setText(turn.query)}
            />
          )}
          <div className="min-w-0 rounded-card bg-selected px-3.5 py-2 text-read break-words whitespace-pre-wrap text-fg">
            {turn.query}
          </div>
        </div>
      )}
    </div>
  );
}
