import { MessageSquareQuote, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAnnotationChanges, useAnnotationOf } from "@/api/annotations";
import type { Answer } from "@/api/types";
import { useExplain } from "@/i18n/useExplain";
import { Button, Callout, Dialog, ErrorBlock, IconButton, Skeleton, toast } from "@/ui";
import { splitThinking } from "@/chat/markdown/blocks";
import type { Turn } from "@/chat/turn";
import { isWhole, PairFields, type Pair } from "./PairFields";

type OfMessage = Answer<"/console/api/apps/{app_id}/messages/{message_id}/annotation", "get">;
type Props = { appId: string; messageId: string; pair: Pair };

const said = (turn: Turn) =>
  splitThinking(turn.trace.text)
    .filter((piece) => piece.kind === "text")
    .map((piece) => piece.text)
    .join("\n")
    .trim();

/** Keeps an answer of a chat for the next time its question comes, or changes what was kept. */
export function Annotate({ appId, turn }: { appId: string; turn: Turn }) {
  const { t } = useTranslation("annotations");
  const [open, setOpen] = useState(false);
  const messageId = turn.trace.messageId;
  if (messageId === null || turn.state !== "done") return null;
  return (
    <>
      <IconButton
        size="compact"
        label={t("message.add")}
        icon={<MessageSquareQuote size={14} />}
        onClick={() => setOpen(true)}
      />
      {open && (
        <AnnotateDialog
          appId={appId}
          messageId={messageId}
          pair={{ question: turn.query, answer: said(turn) }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function AnnotateDialog({ onClose, ...props }: Props & { onClose: () => void }) {
  const { t } = useTranslation("annotations");
  const explain = useExplain();
  const known = useAnnotationOf(props.appId, props.messageId);
  // What was fetched on opening stays: saving asks again, and the form has to live until it is through.
  if (known.data && known.isFetchedAfterMount) return <Form {...props} known={known.data} onClose={onClose} />;
  return (
    <Dialog open onOpenChange={onClose} title={t("message.addTitle")}>
      {known.error ? (
        <ErrorBlock {...explain(known.error)} onRetry={() => void known.refetch()} />
      ) : (
        <Skeleton className="h-40" />
      )}
    </Dialog>
  );
}

function Form({ appId, messageId, pair: given, known, onClose }: Props & { known: OfMessage; onClose: () => void }) {
  const { t } = useTranslation(["annotations", "common"]);
  const explain = useExplain();
  const { create, update, remove } = useAnnotationChanges(appId);
  const stored = known.annotation ?? known.answered_from;
  const [pair, setPair] = useState<Pair>(() => (stored ? { question: stored.question, answer: stored.answer } : given));
  const [tried, setTried] = useState(false);
  const saving = stored ? update : create;
  const done = () => {
    toast.ok(t("message.done"));
    onClose();
  };
  const submit = () => {
    setTried(true);
    if (!isWhole(pair) || saving.isPending) return;
    if (stored) update.mutate({ id: stored.id, ...pair }, { onSuccess: done });
    else create.mutate({ message_id: messageId, ...pair }, { onSuccess: done });
  };
  const drop = () => {
    if (!stored) return;
    const onSuccess = () => {
      toast.ok(t("panel.deleted"));
      onClose();
    };
    remove.mutate(stored.id, { onSuccess });
  };
  const failure = saving.error ?? remove.error;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(stored ? "message.editTitle" : "message.addTitle")}
      description={t("message.text")}
      onSubmit={submit}
      footer={
        <>
          {stored && (
            <Button
              variant="ghost"
              className="mr-auto"
              icon={<Trash2 size={14} />}
              loading={remove.isPending}
              onClick={drop}
            >
              {t("common:delete")}
            </Button>
          )}
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={saving.isPending}>
            {t("common:save")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        {known.hit && <Callout>{t("message.answeredFrom", { score: known.hit.score.toFixed(2) })}</Callout>}
        <PairFields value={pair} onChange={setPair} checked={tried} />
        {failure && <ErrorBlock {...explain(failure)} />}
      </div>
    </Dialog>
  );
}
