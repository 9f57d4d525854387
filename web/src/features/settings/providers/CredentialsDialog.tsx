import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useProviderChanges } from "@/api/providers";
import type { Credential, Provider } from "@/api/types";
import { wordsIn } from "@/forms/schema";
import { useExplain } from "@/i18n/useExplain";
import { Badge, Button, Dialog, ErrorBlock, IconButton } from "@/ui";
import { CredentialDialog } from "./CredentialDialog";

/** The named credentials of a provider: which is in use, change, add, delete. */
export function CredentialsDialog({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const { t, i18n } = useTranslation(["settings", "common"]);
  const explain = useExplain();
  const { useCredential: use, removeCredential } = useProviderChanges(provider.provider);
  const [editing, setEditing] = useState<Credential | "new">();
  const [leaving, setLeaving] = useState<Credential>();
  const label = wordsIn(provider.label, i18n.language);
  const nameOf = (credential: Credential) => credential.name || t("providers.credentials.unnamed");
  if (editing) {
    return (
      <CredentialDialog
        provider={provider}
        credential={editing === "new" ? undefined : editing}
        onClose={() => setEditing(undefined)}
      />
    );
  }
  if (leaving) {
    return (
      <Dialog
        open
        onOpenChange={() => setLeaving(undefined)}
        size="s"
        title={t("providers.credentials.deleteTitle", { name: nameOf(leaving) })}
        description={t("providers.credentials.deleteText", { provider: label })}
        onSubmit={() => removeCredential.mutate(leaving.id, { onSuccess: () => setLeaving(undefined) })}
        footer={
          <>
            <Button onClick={() => setLeaving(undefined)}>{t("common:cancel")}</Button>
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
  return (
    <Dialog open onOpenChange={onClose} title={t("providers.credentials.title", { provider: label })}>
      <ul className="divide-y rounded-control border">
        {provider.credentials.map((credential) => (
          <li key={credential.id} className="flex items-center gap-2 px-3 py-2">
            <span className="min-w-0 flex-1 truncate">{nameOf(credential)}</span>
            {credential.current ? (
              <Badge tone="ok">{t("providers.credentials.current")}</Badge>
            ) : (
              <Button size="inline" loading={use.isPending} onClick={() => use.mutate(credential.id)}>
                {t("providers.credentials.use")}
              </Button>
            )}
            <IconButton
              size="inline"
              label={t("providers.credentials.edit", { name: nameOf(credential) })}
              icon={<Pencil size={13} />}
              onClick={() => setEditing(credential)}
            />
            <IconButton
              size="inline"
              label={t("providers.credentials.delete", { name: nameOf(credential) })}
              icon={<Trash2 size={13} />}
              onClick={() => setLeaving(credential)}
            />
          </li>
        ))}
      </ul>
      {use.error && <ErrorBlock className="mt-3" {...explain(use.error)} />}
      <Button className="mt-3" icon={<Plus size={14} />} onClick={() => setEditing("new")}>
        {t("providers.credentials.add")}
      </Button>
    </Dialog>
  );
}
