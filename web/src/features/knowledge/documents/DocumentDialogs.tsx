import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Button, Dialog, ErrorBlock, TextField, toast } from "@/ui";
import { useDocumentChanges, type Document } from "../data";
import { ValuesDialog } from "../metadata/ValuesDialog";

export type OpenedDialog = { what: "rename" | "delete" | "metadata"; documents: readonly Document[] };

type Props = { datasetId: string; dialog: OpenedDialog; onClose: () => void; onDone: () => void };

export function DocumentDialogs({ datasetId, dialog, onClose, onDone }: Props) {
  const [first] = dialog.documents;
  if (!first) return null;
  switch (dialog.what) {
    case "rename":
      return <RenameDocumentDialog datasetId={datasetId} document={first} onClose={onClose} />;
    case "delete":
      return (
        <DeleteDocumentsDialog datasetId={datasetId} documents={dialog.documents} onClose={onClose} onDone={onDone} />
      );
    case "metadata":
      return <ValuesDialog datasetId={datasetId} documents={dialog.documents} onClose={onClose} onDone={onDone} />;
  }
}

export function RenameDocumentDialog({
  datasetId,
  document,
  onClose,
}: {
  datasetId: string;
  document: Document;
  onClose: () => void;
}) {
  const { t } = useTranslation(["knowledge", "common"]);
  const explain = useExplain();
  const { rename } = useDocumentChanges(datasetId);
  const [name, setName] = useState(document.name);
  const submit = () => {
    if (name.trim() && !rename.isPending)
      rename.mutate({ documentId: document.id, name: name.trim() }, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={t("renameDocument")}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={rename.isPending}>
            {t("common:save")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <TextField
          label={t("name")}
          autoComplete="off"
          maxLength={255}
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={!name.trim() && t("needName")}
        />
        {rename.error && <ErrorBlock {...explain(rename.error)} />}
      </div>
    </Dialog>
  );
}

export function DeleteDocumentsDialog({
  datasetId,
  documents,
  onClose,
  onDone,
}: {
  datasetId: string;
  documents: readonly Document[];
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useTranslation(["knowledge", "common"]);
  const explain = useExplain();
  const { act } = useDocumentChanges(datasetId);
  const submit = () =>
    act.mutate(
      { action: "delete", ids: documents.map((one) => one.id) },
      {
        onSuccess: () => {
          toast.ok(t("documentsDeleted", { count: documents.length, name: documents[0]?.name ?? "" }));
          onDone();
        },
      },
    );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={t("deleteDocuments", { count: documents.length, name: documents[0]?.name ?? "" })}
      description={t("deleteDocumentsText", { count: documents.length })}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="danger" loading={act.isPending}>
            {t("common:delete")}
          </Button>
        </>
      }
    >
      {act.error && <ErrorBlock {...explain(act.error)} />}
    </Dialog>
  );
}
