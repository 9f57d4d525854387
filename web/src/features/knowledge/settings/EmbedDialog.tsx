import { useTranslation } from "react-i18next";
import { Button, Dialog, formatNumber } from "@/ui";
import type { Dataset } from "../data";

type Props = {
  base: Dataset;
  upgrade: boolean;
  model: string;
  pending: boolean;
  onConfirm: () => void;
  onClose: () => void;
};

/** Says what embedding everything anew takes, before it begins. */
export function EmbedDialog({ base, upgrade, model, pending, onConfirm, onClose }: Props) {
  const { t } = useTranslation(["knowledge", "common"]);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={t("embed.title", { model })}
      onSubmit={onConfirm}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={pending}>
            {t("embed.start")}
          </Button>
        </>
      }
    >
      <ul className="list-disc space-y-1 pl-5 text-base text-fg-2">
        <li>{t("embed.amount", { count: base.document_count, characters: formatNumber(base.word_count) })}</li>
        <li>{t("embed.meanwhile")}</li>
        {upgrade && <li>{t("embed.noWayBack")}</li>}
      </ul>
    </Dialog>
  );
}
