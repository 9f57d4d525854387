import { useTranslation } from "react-i18next";
import { useAnnotationChanges } from "@/api/annotations";
import { useExplain } from "@/i18n/useExplain";
import { Button, Dialog, ErrorBlock, toast } from "@/ui";

type Props = { appId: string; total: number | undefined; onClose: () => void; onCleared: () => void };

export function ClearDialog({ appId, total, onClose, onCleared }: Props) {
  const { t } = useTranslation(["annotations", "common"]);
  const explain = useExplain();
  const { clear } = useAnnotationChanges(appId);
  const submit = () =>
    clear.mutate(undefined, {
      onSuccess: () => {
        toast.ok(t("clear.done"));
        onCleared();
        onClose();
      },
    });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={total === undefined ? t("clear.title") : t("clear.count", { count: total })}
      description={t("clear.text")}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="danger" loading={clear.isPending}>
            {t("clear.open")}
          </Button>
        </>
      }
    >
      {clear.error && <ErrorBlock {...explain(clear.error)} />}
    </Dialog>
  );
}
