import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Button, Checkbox, Dialog, ErrorBlock, toast } from "@/ui";
import type { Document } from "../data";
import { useSegmentChanges, type Place } from "./data";
import { numberOf } from "./place";
import { isWhole, SegmentFields } from "./SegmentFields";

const NONE = { content: "", answer: "", keywords: [] as string[] };

type Props = { place: Place; document: Document; onOpen: (id: string) => void; onClose: () => void };

/** A chunk written by hand; it goes to the end of the document. */
export function AddSegmentDialog({ place, document, onOpen, onClose }: Props) {
  const { t } = useTranslation(["segments", "common"]);
  const explain = useExplain();
  const { create } = useSegmentChanges(place);
  const [value, setValue] = useState(NONE);
  const [another, setAnother] = useState(false);
  const [tried, setTried] = useState(false);
  const form = document.doc_form;
  const submit = () => {
    setTried(true);
    if (!isWhole(form, value) || create.isPending) return;
    create.mutate(
      {
        content: value.content,
        ...(form === "qa_model" ? { answer: value.answer } : {}),
        ...(value.keywords.length > 0 ? { keywords: value.keywords } : {}),
      },
      {
        onSuccess: (made) => {
          toast.ok(t("add.done", { number: numberOf(made.position) }), {
            label: t("add.show"),
            onClick: () => onOpen(made.id),
          });
          setTried(false);
          setValue(NONE);
          if (!another) onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      size="l"
      title={t("add.title")}
      description={t(form === "hierarchical_model" ? "add.textParent" : "add.text")}
      onOpenChange={onClose}
      mayClose={() => (value.content + value.answer).trim() === "" || window.confirm(t("add.leave"))}
      onSubmit={submit}
      footer={
        <>
          <span className="mr-auto self-center">
            <Checkbox label={t("add.another")} checked={another} onCheckedChange={setAnother} />
          </span>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={create.isPending}>
            {t("common:add")}
          </Button>
        </>
      }
    >
      <SegmentFields
        form={form}
        value={value}
        checked={tried}
        onChange={(change) => setValue((old) => ({ ...old, ...change }))}
      />
      {create.error && <ErrorBlock className="mt-4" {...explain(create.error)} />}
    </Dialog>
  );
}
