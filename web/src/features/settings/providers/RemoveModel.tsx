import { useTranslation } from "react-i18next";
import { useProviderChanges } from "@/api/providers";
import type { Model, Provider } from "@/api/types";
import { useExplain } from "@/i18n/useExplain";
import { Button, Dialog, ErrorBlock, toast } from "@/ui";

/** Takes a custom model out; its credentials stay for adding it again. */
export function RemoveModel({ provider, model, onClose }: { provider: Provider; model: Model; onClose: () => void }) {
  const { t } = useTranslation(["providers", "common"]);
  const explain = useExplain();
  const { removeModel } = useProviderChanges(provider.provider);
  // The dialog goes with its model, so the end is awaited: callbacks of a mutation end with their component.
  const submit = async () => {
    try {
      await removeModel.mutateAsync({ model: model.model, model_type: model.model_type });
    } catch {
      return;
    }
    toast.ok(t("model.removed", { model: model.model }));
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={t("model.removeTitle", { model: model.model })}
      description={t("model.removeText")}
      onSubmit={() => void submit()}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="danger" loading={removeModel.isPending}>
            {t("common:ui.remove")}
          </Button>
        </>
      }
    >
      {removeModel.error && <ErrorBlock {...explain(removeModel.error)} />}
    </Dialog>
  );
}
