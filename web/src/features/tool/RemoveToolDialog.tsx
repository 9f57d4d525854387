import { useTranslation } from "react-i18next";
import { useApiTools, useWorkflowTools } from "@/api/tools";
import { useExplain } from "@/i18n/useExplain";
import { Button, Dialog, ErrorBlock, toast } from "@/ui";

type Props = { kind: "api" | "workflow"; id: string; name: string; onClose: () => void; onRemoved: () => void };

/** Asks before a tool goes that apps may be using. */
export function RemoveToolDialog({ kind, id, name, onClose, onRemoved }: Props) {
  const { t } = useTranslation(["tools", "common"]);
  const explain = useExplain();
  const apis = useApiTools();
  const workflows = useWorkflowTools();
  const remove = kind === "api" ? apis.remove : workflows.remove;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={t("remove.title", { name })}
      description={t(`remove.${kind}`)}
      onSubmit={() =>
        remove.mutate(id, {
          onSuccess: () => {
            toast.ok(t("remove.done", { name }));
            onRemoved();
          },
        })
      }
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="danger" loading={remove.isPending}>
            {t("common:delete")}
          </Button>
        </>
      }
    >
      {remove.error && <ErrorBlock {...explain(remove.error)} />}
    </Dialog>
  );
}
