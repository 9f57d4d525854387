import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Button, Dialog, ErrorBlock } from "@/ui";

type Props = {
  title: string;
  text: string;
  action: string;
  danger?: boolean;
  pending: boolean;
  error: unknown;
  onDo: () => void;
  onClose: () => void;
  children?: ReactNode;
};

/** Asks before something that cannot be taken back. */
export function Ask({ title, text, action, danger = false, pending, error, onDo, onClose, children }: Props) {
  const { t } = useTranslation("common");
  const explain = useExplain();
  return (
    <Dialog
      open
      size="s"
      title={title}
      description={text}
      onOpenChange={onClose}
      onSubmit={() => !pending && onDo()}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" variant={danger ? "danger" : "primary"} loading={pending}>
            {action}
          </Button>
        </>
      }
    >
      {children}
      {error !== null && error !== undefined && <ErrorBlock className="mt-3" {...explain(error)} />}
    </Dialog>
  );
}
