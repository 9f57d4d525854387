import { useParams } from "@tanstack/react-router";
import { Lock, Pencil, Plus, Tags, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Button, Dialog, EmptyState, ErrorBlock, IconButton, Skeleton, Switch, Table, toast } from "@/ui";
import { useFieldChanges, useFields, type Field } from "./data";
import { FieldDialog } from "./FieldDialog";
import { TypeIcon } from "./TypeIcon";

type Opened = { what: "new" } | { what: "rename" | "delete"; field: Field };

/** The fields of metadata: own ones, and those that the system fills. */
export default function MetadataPage() {
  const { t } = useTranslation("knowledge");
  const { datasetId } = useParams({ from: "/console/knowledge/$datasetId/metadata" });
  const explain = useExplain();
  const fields = useFields(datasetId);
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  return (
    <main className="relative min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto max-w-4xl px-4 pb-8 sm:px-6">
        <header className="flex flex-wrap items-center justify-between gap-3 pt-5 pb-1">
          <h1 className="text-title">{t("page.metadata")}</h1>
          <Button variant="primary" icon={<Plus size={16} />} onClick={() => setOpened({ what: "new" })}>
            {t("meta.new")}
          </Button>
        </header>
        <p className="mb-4 max-w-2xl text-base text-fg-2">{t("meta.text")}</p>
        {fields.error ? (
          <ErrorBlock {...explain(fields.error)} onRetry={() => void fields.refetch()} />
        ) : (
          <>
            <h2 className="mb-2 text-read font-semibold">{t("meta.own")}</h2>
            <Table
              label={t("meta.own")}
              rows={fields.data?.doc_metadata}
              keyOf={(field) => field.id}
              empty={
                <EmptyState
                  className="rounded-card border bg-surface py-8"
                  icon={<Tags size={20} />}
                  title={t("meta.none")}
                  text={t("meta.noneText")}
                />
              }
              columns={[
                {
                  key: "name",
                  title: t("name"),
                  cell: (field) => (
                    <span className="flex items-center gap-2">
                      <TypeIcon type={field.type} />
                      <span className="font-mono text-small break-all">{field.name}</span>
                    </span>
                  ),
                },
                { key: "type", title: t("meta.type"), cell: (field) => t(`meta.types.${field.type}`) },
                { key: "count", title: t("meta.count"), align: "right", cell: (field) => field.count },
                {
                  key: "actions",
                  title: <span className="sr-only">{t("column.actions")}</span>,
                  width: "88px",
                  cell: (field) => (
                    <span className="flex justify-end">
                      <IconButton
                        size="compact"
                        label={t("renameTag", { name: field.name })}
                        icon={<Pencil size={14} />}
                        onClick={() => setOpened({ what: "rename", field })}
                      />
                      <IconButton
                        size="compact"
                        label={t("removeTag", { name: field.name })}
                        icon={<Trash2 size={14} />}
                        onClick={() => setOpened({ what: "delete", field })}
                      />
                    </span>
                  ),
                },
              ]}
            />
            <BuiltIn datasetId={datasetId} fields={fields.data} />
          </>
        )}
      </div>
      {opened?.what === "new" && <FieldDialog datasetId={datasetId} onClose={close} />}
      {opened?.what === "rename" && <FieldDialog datasetId={datasetId} field={opened.field} onClose={close} />}
      {opened?.what === "delete" && <DeleteFieldDialog datasetId={datasetId} field={opened.field} onClose={close} />}
    </main>
  );
}

function BuiltIn({ datasetId, fields }: { datasetId: string; fields: ReturnType<typeof useFields>["data"] }) {
  const { t } = useTranslation("knowledge");
  const explain = useExplain();
  const { switchBuiltIn } = useFieldChanges(datasetId);
  if (!fields) return <Skeleton className="mt-6 h-40" />;
  const on = switchBuiltIn.isPending ? switchBuiltIn.variables : fields.built_in_field_enabled;
  return (
    <section className="mt-6">
      <h2 className="mb-2 text-read font-semibold">{t("meta.builtIn")}</h2>
      <div className="rounded-card border bg-surface">
        <Switch
          className="p-3"
          label={t("meta.builtInOn")}
          help={t("meta.builtInHelp")}
          checked={on}
          onCheckedChange={(next) =>
            switchBuiltIn.mutate(next, { onError: (error) => toast.bad(explain(error).title) })
          }
        />
        <ul className="divide-y border-t">
          {fields.built_in.map((field) => (
            <li key={field.name} className="flex items-center gap-2 px-3 py-2 text-base">
              <TypeIcon type={field.type} />
              <span className="font-mono text-small">{field.name}</span>
              <span className="min-w-0 flex-1 truncate text-small text-fg-3">
                {t(`meta.about.${field.name as "source"}`)}
              </span>
              <Lock aria-hidden size={12} className="text-fg-3" />
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function DeleteFieldDialog({ datasetId, field, onClose }: { datasetId: string; field: Field; onClose: () => void }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const explain = useExplain();
  const { remove } = useFieldChanges(datasetId);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={t("deleteTitle", { name: field.name })}
      description={t("meta.deleteText", { count: field.count })}
      onSubmit={() => remove.mutate(field.id, { onSuccess: onClose })}
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
