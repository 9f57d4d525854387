import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";

interface Props {
  title: string;
  /** The word on the button that does it. */
  word: string;
  act: () => void;
  busy?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** Asks before something that cannot be taken back easily. */
export function Ask({ title, word, act, busy = false, onClose, children }: Props) {
  const { t } = useTranslation("common");
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={title}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button variant="danger" loading={busy} onClick={act}>
            {word}
          </Button>
        </>
      }
    >
      <p className="text-base text-fg-2">{children}</p>
    </Dialog>
  );
}
