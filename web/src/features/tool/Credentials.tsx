import { KeyRound, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useToolCredentials, type ToolCredential, type ToolProvider } from "@/api/tools";
import { useExplain } from "@/i18n/useExplain";
import { Badge, Button, Callout, Dialog, ErrorBlock, IconButton, toast } from "@/ui";
import { CredentialDialog } from "./CredentialDialog";

/** The credentials of a provider, one of them used where none is chosen. */
export function Credentials({ provider, title, allowed }: { provider: ToolProvider; title: string; allowed: boolean }) {
  const { t } = useTranslation("tools");
  const explain = useExplain();
  const { use } = useToolCredentials(provider.id);
  const [editing, setEditing] = useState<{ credential?: ToolCredential }>();
  const [leaving, setLeaving] = useState<ToolCredential>();
  const onError = (error: Error) => toast.bad(explain(error).title);
  return (
    <section className="space-y-2">
      <h3 className="text-read font-semibold">{t("credentials.title")}</h3>
      {provider.credentials.length === 0 ? (
        <Callout
          tone="warn"
          title={t("credentials.none")}
          action={
            allowed && (
              <Button size="compact" variant="primary" icon={<KeyRound size={14} />} onClick={() => setEditing({})}>
                {t("authorize")}
              </Button>
            )
          }
        >
          {t("credentials.noneText")}
        </Callout>
      ) : (
        <>
          <ul className="divide-y rounded-card border">
            {provider.credentials.map((one) => (
              <li key={one.id} className="flex min-h-11 flex-wrap items-center gap-1.5 px-3 py-1.5">
                <span className="min-w-0 flex-1 truncate text-base">{one.name}</span>
                {one.current && <Badge tone="ok">{t("credentials.current")}</Badge>}
                {allowed && !one.current && (
                  <Button size="inline" onClick={() => use.mutate(one.id, { onError })}>
                    {t("credentials.use")}
                  </Button>
                )}
                {allowed && (
                  <>
                    <IconButton
                      size="compact"
                      label={t("credentials.edit", { name: one.name })}
                      icon={<Pencil size={14} />}
                      onClick={() => setEditing({ credential: one })}
                    />
                    <IconButton
                      size="compact"
                      label={t("credentials.delete", { name: one.name })}
                      icon={<Trash2 size={14} />}
                      onClick={() => setLeaving(one)}
                    />
                  </>
                )}
              </li>
            ))}
          </ul>
          {allowed && (
            <Button size="compact" icon={<Plus size={14} />} onClick={() => setEditing({})}>
              {t("credentials.add")}
            </Button>
          )}
        </>
      )}
      {editing && (
        <CredentialDialog
          provider={provider}
          title={title}
          credential={editing.credential}
          onClose={() => setEditing(undefined)}
        />
      )}
      {leaving && <Remove provider={provider} credential={leaving} onClose={() => setLeaving(undefined)} />}
    </section>
  );
}

function Remove({
  provider,
  credential,
  onClose,
}: {
  provider: ToolProvider;
  credential: ToolCredential;
  onClose: () => void;
}) {
  const { t } = useTranslation(["tools", "common"]);
  const explain = useExplain();
  const { remove } = useToolCredentials(provider.id);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={t("credentials.deleteTitle", { name: credential.name })}
      description={t("credentials.deleteText")}
      onSubmit={() => remove.mutate(credential.id, { onSuccess: onClose })}
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
