import { useTranslation } from "react-i18next";
import { useProviderChanges } from "@/api/providers";
import type { Credential } from "@/api/types";
import { wordsIn } from "@/forms/schema";
import { useExplain } from "@/i18n/useExplain";
import { Button, Dialog, ErrorBlock } from "@/ui";
import { credentialsOf, type Scope } from "./scope";

/** Asks before a credential goes, and says what goes with it. */
export function DeleteCredential({
  scope,
  credential,
  onClose,
}: {
  scope: Scope;
  credential: Credential;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation(["providers", "common"]);
  const explain = useExplain();
  const { removeCredential } = useProviderChanges(scope.provider.provider);
  const only = credentialsOf(scope).length === 1;
  const of = scope.model?.model ?? wordsIn(scope.provider.label, i18n.language);
  const text =
    scope.model && only
      ? t("credentials.deleteWithModel", { of })
      : credential.current
        ? t("credentials.deleteCurrent", { of })
        : t("credentials.deleteOther", { of });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={t("credentials.deleteTitle", { name: credential.name || t("credentials.unnamed") })}
      description={text}
      onSubmit={() => removeCredential.mutate(credential.id, { onSuccess: onClose })}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="danger" loading={removeCredential.isPending}>
            {t("common:delete")}
          </Button>
        </>
      }
    >
      {removeCredential.error && <ErrorBlock {...explain(removeCredential.error)} />}
    </Dialog>
  );
}
