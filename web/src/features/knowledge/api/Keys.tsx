import { KeyRound, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/api/account";
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
import { seconds } from "../facts";
import { Ask } from "../segments/Ask";
import { useKeyChanges, useKeys, type DatasetKey } from "./data";

/** The keys for knowledge: made, shown once, deleted. */
export function Keys({ onCreated }: { onCreated: (token: string) => void }) {
  const { t, i18n } = useTranslation(["segments", "common"]);
  const explain = useExplain();
  const zone = useAccount().data?.timezone;
  const keys = useKeys();
  const { create, remove } = useKeyChanges();
  const [shown, setShown] = useState<string>();
  const [leaving, setLeaving] = useState<DatasetKey>();
  const used = (key: DatasetKey) =>
    key.last_used_at ? formatWhen(seconds(key.last_used_at), i18n.language, zone) : t("common:never");
  const add = () =>
    create.mutate(undefined, {
      onSuccess: ({ token }) => {
        if (!token) return;
        setShown(token);
        onCreated(token);
      },
      onError: (error) => toast.bad(explain(error).title),
    });
  return (
    <section aria-labelledby="keys-title">
      <div className="mb-2 flex flex-wrap items-end justify-between gap-3">
        <div className="min-w-0 flex-1 basis-64">
          <h2 id="keys-title" className="text-panel">
            {t("keys.title")}
          </h2>
          <p className="text-small text-fg-3">{t("keys.text")}</p>
        </div>
        <Button icon={<Plus size={14} />} loading={create.isPending} onClick={add}>
          {t("keys.create")}
        </Button>
      </div>
      {keys.error ? (
        <ErrorBlock {...explain(keys.error)} onRetry={() => void keys.refetch()} />
      ) : (
        <Table
          label={t("keys.title")}
          rows={keys.data?.data}
          keyOf={(key) => key.id}
          empty={
            <div className="rounded-card border bg-surface">
              <EmptyState className="py-8" icon={<KeyRound size={20} />} title={t("keys.none")} />
            </div>
          }
          columns={[
            {
              key: "key",
              title: t("keys.key"),
              cell: (key) => <code className="font-mono text-small">{key.hint}</code>,
            },
            {
              key: "created",
              title: t("keys.created"),
              cell: (key) => formatTime(seconds(key.created_at), zone),
              wide: true,
            },
            { key: "used", title: t("keys.used"), cell: used },
            {
              key: "actions",
              title: <span className="sr-only">{t("keys.delete")}</span>,
              width: "56px",
              align: "right",
              cell: (key) => (
                <IconButton
                  size="compact"
                  label={t("keys.deleteOne", { key: key.hint })}
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
          title={t("keys.fresh")}
          description={t("keys.once")}
          footer={
            <Button variant="primary" onClick={() => setShown(undefined)}>
              {t("keys.done")}
            </Button>
          }
        >
          <CodeBlock code={shown} title={t("keys.key")} wrap />
        </Dialog>
      )}
      {leaving && (
        <Ask
          danger
          title={t("keys.deleteTitle")}
          text={t("keys.deleteText", { key: leaving.hint, when: used(leaving) })}
          action={t("common:delete")}
          pending={remove.isPending}
          error={remove.error}
          onDo={() => remove.mutate(leaving.id, { onSuccess: () => setLeaving(undefined) })}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </section>
  );
}
