import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { loadDraft, saveDraft, type StoredDraft } from "@/api/drafts";
import { useScope } from "@/api/query";
import type { Content } from "@/editor/content";
import type { Raw } from "@/editor/raw";
import type { EditorStore } from "@/editor/store";
import { useTranslation } from "react-i18next";
import { toast } from "@/ui/toast";
import { Saver, type Stored, type DraftPort } from "./saver";

export function contentOf(draft: StoredDraft): Content {
  return {
    graph: draft.graph,
    features: draft.features,
    environment_variables: draft.environment_variables,
    conversation_variables: draft.conversation_variables,
  };
}

export const storedOf = (draft: StoredDraft): Stored => ({
  content: contentOf(draft),
  hash: draft.hash,
  updatedAt: draft.updated_at,
});

const bodyOf = (content: Content, hash: string) => ({
  ...content,
  environment_variables: [...content.environment_variables] as Raw[],
  conversation_variables: [...content.conversation_variables] as Raw[],
  hash,
});

/** Saves a draft for as long as its page is open, and asks before unsaved work is lost. */
export function useSaver(appId: string, draft: StoredDraft, editor: EditorStore) {
  const scope = useScope();
  const queries = useQueryClient();
  const [saver] = useState(() => {
    const channel = channelOf(appId);
    const port: DraftPort = {
      load: async () => storedOf(await loadDraft(appId)),
      save: async (content, hash) => {
        const saved = await saveDraft(appId, bodyOf(content, hash));
        queries.setQueryData<StoredDraft>([scope, "app", appId, "draft"], (old) =>
          old ? { ...old, ...bodyOf(content, saved.hash), updated_at: saved.updated_at } : old,
        );
        void queries.invalidateQueries({ queryKey: [scope, "app", appId, "problems"] });
        void queries.invalidateQueries({ queryKey: [scope, "app", appId], exact: true });
        channel?.postMessage(saved.hash);
        return saved;
      },
    };
    return new Saver(storedOf(draft), editor, port);
  });
  const view = useSyncExternalStore(saver.subscribe, saver.snapshot);
  useEffect(() => saver.adopt(storedOf(draft)), [saver, draft]);
  useEffect(() => {
    const stop = saver.follow();
    const hide = () => void saver.flush();
    const leave = (event: BeforeUnloadEvent) => {
      if (saver.snapshot().state !== "saved") event.preventDefault();
    };
    // Another tab of the same person follows at once; somebody else's work is met at the next save or look.
    const channel = channelOf(appId);
    const hear = (event: MessageEvent) => {
      if (event.data !== saver.snapshot().hash) void saver.pull().catch(() => undefined);
    };
    channel?.addEventListener("message", hear);
    document.addEventListener("visibilitychange", hide);
    globalThis.addEventListener("blur", hide);
    globalThis.addEventListener("beforeunload", leave);
    globalThis.addEventListener("online", hide);
    return () => {
      channel?.close();
      document.removeEventListener("visibilitychange", hide);
      globalThis.removeEventListener("blur", hide);
      globalThis.removeEventListener("beforeunload", leave);
      globalThis.removeEventListener("online", hide);
      void saver.flush();
      stop();
    };
  }, [saver, appId]);
  return { saver, view };
}

/** Says once whose work was joined in. */
export function useTaken(saver: Saver, taken: readonly string[]) {
  const { t } = useTranslation("orchestrate");
  useEffect(() => {
    if (taken.length === 0) return;
    const [first = ""] = taken;
    toast.info(t("clash.taken", { count: taken.length, title: first }));
    saver.told();
  }, [saver, taken, t]);
}

const channelOf = (appId: string): BroadcastChannel | null =>
  typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(`tenon.draft.${appId}`);
