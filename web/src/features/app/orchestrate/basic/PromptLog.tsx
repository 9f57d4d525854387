import { useTranslation } from "react-i18next";
import { usePrompt } from "@/api/modelConfig";
import type { Turn } from "@/chat/turn";
import { FileCards } from "@/chat/Answer";
import type { FileValue } from "@/run/events";
import { useExplain } from "@/i18n/useExplain";
import { Badge, CopyButton, Dialog, ErrorBlock, formatDuration, formatNumber, Skeleton } from "@/ui";

/** Everything that was sent to the model for an answer, and what it cost. */
export function PromptLog({ appId, turn, onClose }: { appId: string; turn: Turn; onClose: () => void }) {
  const { t } = useTranslation("basic");
  const explain = useExplain();
  const prompt = usePrompt(appId, turn.trace.messageId ?? "");
  const messages = prompt.data?.messages ?? [];
  const { usage } = turn.trace;
  const facts = [
    typeof usage?.total_tokens === "number" && t("log.tokens", { tokens: formatNumber(usage.total_tokens) }),
    typeof usage?.latency === "number" && formatDuration(usage.latency),
    Number(usage?.total_price ?? 0) > 0 && `${usage?.total_price} ${usage?.currency ?? ""}`,
  ].filter((one) => one !== false);
  const asText = messages.map((one) => `${one.role}\n${one.text}`).join("\n\n");
  return (
    <Dialog open onOpenChange={onClose} size="l" title={t("log.title")} description={facts.join(" · ") || undefined}>
      {prompt.isPending && <Skeleton className="h-40" />}
      {prompt.error && <ErrorBlock {...explain(prompt.error)} onRetry={() => void prompt.refetch()} />}
      {prompt.data && messages.length === 0 && <p className="text-base text-fg-3">{t("log.none")}</p>}
      {messages.length > 0 && (
        <div className="flex flex-col gap-3">
          <div className="flex justify-end">
            <CopyButton text={asText} label={t("log.copy")} />
          </div>
          {messages.map((message, index) => (
            <section key={index} aria-label={message.role} className="rounded-control border border-line">
              <header className="flex h-9 items-center gap-2 border-b border-line pr-1 pl-3">
                <Badge tone={message.role === "system" ? "info" : message.role === "user" ? "accent" : "neutral"}>
                  {message.role}
                </Badge>
                <span className="flex-1" />
                <CopyButton text={message.text} size="compact" />
              </header>
              <pre className="px-3 py-2.5 font-mono text-small break-words whitespace-pre-wrap text-fg">
                {message.text}
              </pre>
              <div className="px-3 pb-2 empty:hidden">
                <FileCards files={(message.files ?? []) as unknown as FileValue[]} />
              </div>
            </section>
          ))}
        </div>
      )}
    </Dialog>
  );
}
