import { Maximize2, Menu as MenuIcon, SquarePen } from "lucide-react";
import { Dialog as Sheet } from "radix-ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Composer } from "@/chat/Composer";
import { Conversation } from "@/chat/Conversation";
import { filled } from "@/chat/opener";
import { rulesOf } from "@/chat/uploads";
import { InputForm } from "@/run/InputForm";
import { Button, IconButton } from "@/ui/Button";
import { cn } from "@/ui/cn";
import { Callout, Skeleton } from "@/ui/Feedback";
import { ConversationList } from "./ConversationList";
import { AppIcon, Footer } from "./parts";
import { useChatPage, type ChatPageState } from "./useChatPage";
import { useFrame } from "./useFrame";
import type { Site } from "./useSite";

/** A published chat: conversations at the side, or in a sheet on a phone. */
export function ChatPage({ site }: { site: Site }) {
  const { t } = useTranslation("site");
  const [sheet, setSheet] = useState(false);
  const page = useChatPage(site, () => setSheet(false));
  const inverted = site.info.chat_color_theme_inverted === true;
  const frame = useFrame(site.address.page === "chatbot");
  return (
    <div className="flex h-dvh bg-surface">
      <aside className="hidden w-[264px] shrink-0 border-r border-line bg-app md:block">
        <ConversationList list={page.list} current={page.chat.conversation} actions={page.actions} />
      </aside>
      <Sheet.Root open={sheet} onOpenChange={setSheet}>
        <Sheet.Portal>
          <Sheet.Overlay className="fixed inset-0 z-30 animate-fade bg-scrim md:hidden" />
          <Sheet.Content
            aria-describedby={undefined}
            className="fixed inset-y-0 left-0 z-40 w-[min(320px,86vw)] bg-app outline-none md:hidden"
          >
            <Sheet.Title className="sr-only">{t("conversations")}</Sheet.Title>
            <ConversationList
              list={page.list}
              current={page.chat.conversation}
              actions={page.actions}
              onClose={() => setSheet(false)}
            />
          </Sheet.Content>
        </Sheet.Portal>
      </Sheet.Root>
      <main className="flex min-w-0 flex-1 flex-col">
        <header
          className={cn(
            "flex h-14 shrink-0 items-center gap-2.5 border-b px-3",
            inverted
              ? "border-accent bg-accent [&_button:hover]:bg-accent-hover [&_h1]:text-on-accent [&_svg]:text-on-accent"
              : "border-line",
          )}
        >
          <IconButton
            size="touch"
            className="md:hidden"
            label={t("open")}
            icon={<MenuIcon size={18} />}
            onClick={() => setSheet(true)}
          />
          <AppIcon info={site.info} />
          <h1 className="min-w-0 flex-1 truncate text-panel font-semibold text-fg">{site.info.title}</h1>
          {frame.expand && (
            <IconButton size="touch" label={t("expand")} icon={<Maximize2 size={16} />} onClick={frame.expand} />
          )}
          <IconButton
            size="touch"
            className="md:hidden"
            label={t("newChat")}
            icon={<SquarePen size={18} />}
            onClick={() => page.actions.open(null)}
          />
        </header>
        <Body site={site} page={page} />
        <Footer info={site.info} />
      </main>
    </div>
  );
}

function Body({ site, page }: { site: Site; page: ChatPageState }) {
  const { t } = useTranslation("site");
  const { chat } = page;
  const opener = filled(site.parameters.opening_statement ?? "", page.values);
  const questions = (site.parameters.suggested_questions ?? []).map((one) => filled(one, page.values));
  if (page.state === "loading") {
    return (
      <div className="mx-auto flex w-full max-w-[760px] flex-1 flex-col gap-6 px-4 py-6">
        <Skeleton className="h-10 w-2/5 self-end" />
        <Skeleton className="h-24 w-4/5" />
      </div>
    );
  }
  return (
    <>
      <Conversation
        turns={chat.turns}
        actions={page.messageActions}
        opener={page.started ? opener : ""}
        questions={page.started ? questions : []}
        ask={page.ask}
        busy={chat.busy}
        top={
          <>
            {page.state === "failed" && (
              <Callout tone="bad" action={<Button onClick={page.reload}>{t("retry")}</Button>}>
                {t("unreachable")}
              </Callout>
            )}
            {page.older && (
              <Button size="compact" className="self-center" onClick={page.loadOlder}>
                {t("more")}
              </Button>
            )}
            {page.form.length > 0 && <StartForm page={page} upload={site.api.upload} />}
          </>
        }
      />
      {chat.lost && (
        <div className="mx-auto w-full max-w-[792px] px-4 pb-2">
          <Callout tone="warn">{t("lost")}</Callout>
        </div>
      )}
      <Composer
        key={chat.conversation ?? "new"}
        draft={`${site.address.code}.${chat.conversation ?? "new"}`}
        send={page.ask}
        stop={chat.stop}
        busy={chat.busy}
        blocked={page.started ? undefined : t("fillFirst")}
        placeholder={site.info.input_placeholder ?? undefined}
        files={rulesOf(site.parameters.file_upload, site.api.upload)}
        footnote={site.info.custom_disclaimer ?? undefined}
        listen={page.listen}
      />
    </>
  );
}

/** The variables of an app: a form before the first message, folded afterwards. */
function StartForm({ page, upload }: { page: ChatPageState; upload: (file: File) => Promise<{ id: string }> }) {
  const { t } = useTranslation("site");
  const form = (
    <InputForm
      fields={page.form}
      values={page.values}
      update={page.setValues}
      upload={upload}
      checked={page.checked}
      size="touch"
    />
  );
  if (page.started) {
    return (
      <details className="rounded-card border border-line">
        <summary className="px-4 py-2.5 text-base font-medium text-fg-2">{t("variables")}</summary>
        <div className="border-t border-line p-4">{form}</div>
      </details>
    );
  }
  return (
    <section aria-label={t("variables")} className="rounded-card border border-line p-4 sm:p-5">
      {form}
      <Button variant="primary" size="touch" className="mt-5 w-full" onClick={page.start}>
        {t("start")}
      </Button>
    </section>
  );
}
