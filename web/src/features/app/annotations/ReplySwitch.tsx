import { Settings2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { goesOn, useReply, useReplyChanges, type ReplyState } from "@/api/annotations";
import { useExplain } from "@/i18n/useExplain";
import { Badge, Button, ErrorBlock, IconButton, Skeleton, Spinner, Switch, toast } from "@/ui";
import { ReplyDialog } from "./ReplyDialog";

/** Whether stored pairs answer by themselves, and what is going on about it in the background. */
export function ReplySwitch({ appId }: { appId: string }) {
  const { t } = useTranslation("annotations");
  const explain = useExplain();
  const reply = useReply(appId);
  const { switch: change } = useReplyChanges(appId);
  const [asking, setAsking] = useState(false);
  if (reply.error) return <ErrorBlock {...explain(reply.error)} onRetry={() => void reply.refetch()} />;
  if (!reply.data) return <Skeleton className="h-14 rounded-card" />;
  const state = reply.data;
  const toggle = (on: boolean) => {
    if (on) setAsking(true);
    else {
      change.mutate(
        { action: "disable", ...settingsOf(state) },
        { onError: (error) => toast.bad(explain(error).title) },
      );
    }
  };
  const retry = () => change.mutate({ action: "enable", ...settingsOf(state) });
  return (
    <section aria-label={t("reply.title")} className="space-y-2 rounded-card border bg-surface px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Switch
          className="min-w-0 flex-1 basis-64"
          label={t("reply.title")}
          help={t("reply.help")}
          checked={state.enabled}
          disabled={change.isPending}
          onCheckedChange={toggle}
        />
        {state.enabled && (
          <>
            <Badge>{t("reply.threshold", { value: state.score_threshold.toFixed(2) })}</Badge>
            <Badge className="max-w-48">{state.embedding_model_name}</Badge>
            <IconButton
              size="compact"
              label={t("reply.settings")}
              icon={<Settings2 size={16} />}
              onClick={() => setAsking(true)}
            />
          </>
        )}
      </div>
      <Job state={state} onRetry={retry} />
      {asking && <ReplyDialog appId={appId} state={state} onClose={() => setAsking(false)} />}
    </section>
  );
}

export const settingsOf = ({ score_threshold, embedding_provider_name, embedding_model_name }: ReplyState) => ({
  score_threshold,
  embedding_provider_name,
  embedding_model_name,
});

function Job({ state, onRetry }: { state: ReplyState; onRetry: () => void }) {
  const { t } = useTranslation("annotations");
  if (goesOn(state.job?.job_status)) {
    return (
      <p role="status" className="flex items-center gap-2 text-small text-fg-2">
        <Spinner size={14} /> {t("reply.embedding")}
      </p>
    );
  }
  if (state.enabled && state.job?.job_status === "error") {
    return (
      <ErrorBlock
        title={t("reply.failed")}
        details={state.job.error_msg}
        action={
          <Button size="inline" onClick={onRetry}>
            {t("reply.again")}
          </Button>
        }
      />
    );
  }
  return null;
}
