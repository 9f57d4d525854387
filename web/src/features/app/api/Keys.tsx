import { KeyRound, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/api/account";
import { useApiKeyChanges, useApiKeys } from "@/api/apps";
import type { ApiKey } from "@/api/types";
import { useExplain } from "@/i18n/useExplain";
import {
  Button,
  CodeBlock,
  Dialog,
  EmptyState,
  ErrorBlock,
  formatTime,
  formatWhen,
  IconButton,
  Table,
  toast,
} from "@/ui";

export function Keys({ appId, onCreated }: { appId: string; onCreated: (token: string) => void }) {
  const { t, i18n } = useTranslation("app");
  const explain = useExplain();
  const zone = useAccount().data?.timezone;
  const keys = useApiKeys(appId);
  const { create } = useApiKeyChanges(appId);
  const [shown, setShown] = useState<string>();
  const [leaving, setLeaving] = useState<ApiKey>();
  const when = (seconds: number | null) =>
    seconds ? formatWhen(seconds, i18n.language, zone) : t("never", { ns: "common" });
  const add = () =>
    create.mutate(undefined, {
      onSuccess: (key) => {
        setShown(key.token);
        onCreated(key.token);
      },
      onError: (error) => toast.bad(explain(error).title),
    });
  return (
    <section aria-labelledby="keys-title">
      <div className="mb-2 flex items-end justify-between gap-3">
        <div>
          <h2 id="keys-title" className="text-panel">
            {t("api.keys")}
          </h2>
          <p className="text-small text-fg-3">{t("api.keysWarning")}</p>
        </div>
        <Button icon={<Plus size={14} />} loading={create.isPending} onClick={add}>
          {t("api.newKey")}
        </Button>
      </div>
      {keys.error ? (
        <ErrorBlock {...explain(keys.error)} onRetry={() => void keys.refetch()} />
      ) : (
        <Table
          label={t("api.keys")}
          rows={keys.data?.data}
          keyOf={(key) => key.id}
          empty={
            <div className="rounded-card border bg-surface">
              <EmptyState className="py-8" icon={<KeyRound size={20} />} title={t("api.keysEmpty")} />
            </div>
          }
          columns={[
            {
              key: "token",
              title: t("api.key"),
              cell: (key) => <code className="font-mono text-small">{key.token}</code>,
            },
            { key: "created", title: t("api.created"), cell: (key) => formatTime(key.created_at, zone), wide: true },
            { key: "used", title: t("api.lastUsed"), cell: (key) => when(key.last_used_at) },
            {
              key: "actions",
              title: <span className="sr-only">{t("api.deleteKey")}</span>,
              width: "56px",
              align: "right",
              cell: (key) => (
                <IconButton
                  size="compact"
                  label={t("api.deleteKey")}
                  icon={<Trash2 size={14} />}
                  onClick={() => setLeaving(key)}
                />
              ),
            },
          ]}
        />
      )}
      {shown && (
        <Dialog
          open
          onOpenChange={() => setShown(undefined)}
          title={t("api.newKeyTitle")}
          description={t("api.newKeyText")}
          footer={
            <Button variant="primary" onClick={() => setShown(undefined)}>
              {t("api.done")}
            </Button>
          }
        >
          <CodeBlock code={shown} title={t("api.key")} wrap />
        </Dialog>
      )}
      {leaving && (
        <DeleteKey
          appId={appId}
          apiKey={leaving}
          used={when(leaving.last_used_at)}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </section>
  );
}

function DeleteKey({
  appId,
  apiKey,
  used,
  onClose,
}: {
  appId: string;
  apiKey: ApiKey;
  used: string;
  onClose: () => void;
}) {
  const { t } = useTranslation(["app", "common"]);
  const explain = useExplain();
  const { remove } = useApiKeyChanges(appId);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={t("api.deleteKeyTitle")}
      description={t("api.deleteKeyText", { token: apiKey.token })}
      onSubmit={() => remove.mutate(apiKey.id, { onSuccess: onClose })}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="danger" loading={remove.isPending}>
            {t("common:delete")}
          </Button>
        </>
      }
    >
      <p className="text-base text-fg-2">{t("api.deleteKeyUsed", { when: used })}</p>
      {remove.error && <ErrorBlock className="mt-3" {...explain(remove.error)} />}
    </Dialog>
  );
}
