import { createElement, useCallback, useEffect, useMemo, useState } from "react";
import type { MessageActions } from "@/chat/Message";
import { StepList } from "@/chat/Steps";
import { threadOf, turnOf, type StoredMessage, type Turn } from "@/chat/turn";
import { filesAgain, filesOf } from "@/chat/uploads";
import { useChat, type Transport } from "@/chat/useChat";
import type { RunEvent } from "@/run/events";
import { complete } from "@/run/InputForm";
import { initialValues, wireFile, wireInputs, type FileEntry, type FormValues } from "@/run/inputs";
import { useVoice } from "@/chat/useVoice";
import { toast } from "@/ui/toast";
import { useTranslation } from "react-i18next";
import type { ListActions } from "./ConversationList";
import { AppIcon, useSiteErrors, Visitor } from "./parts";
import { useConversations } from "./useConversations";
import type { Site } from "./useSite";

/** New conversations get their name from a job that runs after the first answer. */
const NAME_AFTER = 3000;
/** The parent of a question that follows none. */
const ROOT = "00000000-0000-0000-0000-000000000000";

export type ChatPageState = ReturnType<typeof useChatPage>;

export function useChatPage(site: Site, onOpened: () => void) {
  const { api, fields, address } = site;
  const { t } = useTranslation("site");
  const explain = useSiteErrors();
  const list = useConversations(api);
  const [state, setState] = useState<"ready" | "loading" | "failed">("ready");
  const [older, setOlder] = useState(false);
  const [values, setValues] = useState<FormValues>(() => initialValues(fields, address.inputs));
  const [checked, setChecked] = useState(false);
  const form = useMemo(() => fields.filter((field) => !field.hidden), [fields]);
  const [agreed, setAgreed] = useState(() => form.length === 0);
  const wantsFollowUps = site.parameters.suggested_questions_after_answer?.enabled === true;

  const speaks = site.parameters.text_to_speech?.["enabled"] === true;
  const { voice, hear } = useVoice(speaks ? api.speak : undefined);
  const transport = useMemo<Transport>(
    () => ({
      send: async function* ({ body }, conversation, control) {
        const stream = api.chat({ ...body, conversation_id: conversation ?? "" }, control);
        for await (const event of stream) yield event as unknown as RunEvent;
        await list.refresh().catch(() => undefined);
        if (conversation === null) setTimeout(() => void list.refresh().catch(() => undefined), NAME_AFTER);
      },
      stop: api.stopChat,
      onEvents: (events, turn) => hear(events, turn),
      ...(wantsFollowUps ? { followUps: (id: string) => api.followUps(id) } : {}),
    }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `list.refresh` keeps its identity, `list` does not
    [api, list.refresh, wantsFollowUps, hear],
  );
  const chat = useChat(transport);
  const { reset, setTurns, conversation } = chat;
  const started = chat.turns.length > 0 || agreed;

  const open = useCallback(
    async (id: string | null) => {
      onOpened();
      setOlder(false);
      if (id === null) {
        reset();
        setState("ready");
        setAgreed(form.length === 0);
        return;
      }
      setState("loading");
      try {
        const page = await api.messages(id);
        reset(threadOf(page.data as StoredMessage[]).map(turnOf), id);
        setOlder(page.has_more);
        setAgreed(true);
        setState("ready");
      } catch {
        reset([], null);
        setState("failed");
      }
    },
    [api, form.length, onOpened, reset],
  );
  useEffect(() => {
    const wanted = address.conversationId ?? /^#c=(.+)$/.exec(location.hash)?.[1] ?? null;
    // eslint-disable-next-line react-hooks/set-state-in-effect -- opens what the address names, once
    if (wanted !== null) void open(wanted);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only when the page is entered
  }, []);
  useEffect(() => {
    history.replaceState(null, "", conversation === null ? location.pathname + location.search : `#c=${conversation}`);
  }, [conversation]);

  const loadOlder = async () => {
    const first = chat.turns.find((turn) => turn.trace.messageId !== null)?.trace.messageId;
    if (!first || conversation === null) return;
    const page = await api.messages(conversation, first);
    // What does not lead on to the oldest turn shown was asked anew later.
    setTurns((all) => [...threadOf(page.data as StoredMessage[]).map(turnOf), ...all]);
    setOlder(page.has_more);
  };
  const ask = (query: string, files: FileEntry[] = []): boolean => {
    setChecked(true);
    if (!complete(fields, values)) {
      setAgreed(false);
      return false;
    }
    void chat.send({
      query,
      files: filesOf(files),
      body: { inputs: wireInputs(fields, values), query, files: files.flatMap(wireFile) },
    });
    return true;
  };
  /** Asks once more in the place of a turn, in the same or in other words. */
  const askAnew = (turn: Turn, query: string) => {
    setChecked(true);
    if (!complete(fields, values)) return setAgreed(false);
    const before = chat.turns[chat.turns.findIndex((one) => one.key === turn.key) - 1];
    const parent = before ? before.trace.messageId : older ? null : ROOT;
    const files = filesAgain(turn.files);
    const body = { inputs: wireInputs(fields, values), query, files };
    void chat.send({
      query,
      files: turn.files,
      body: conversation !== null && parent !== null ? { ...body, parent_message_id: parent } : body,
      instead: turn.key,
    });
  };
  const start = () => {
    setChecked(true);
    if (complete(fields, values)) setAgreed(true);
  };
  const guarded = async (act: () => Promise<unknown>) => {
    try {
      await act();
      await list.refresh();
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : null;
      toast.bad(explain(code, error instanceof Error ? error.message : ""));
    }
  };
  const actions: ListActions = {
    open: (id) => void open(id),
    rename: (item, name) => guarded(() => api.rename(item.id, name)),
    pin: (item, on) => guarded(() => api.pin(item.id, on)),
    remove: (item) =>
      guarded(async () => {
        await api.remove(item.id);
        if (item.id === conversation) void open(null);
        toast.ok(t("deleted"));
      }),
  };
  const reload = () => void open(conversation ?? address.conversationId);
  const showSteps = site.info.show_workflow_steps === true;
  const listen = site.parameters.speech_to_text?.["enabled"] === true ? api.listen : undefined;
  const messageActions: MessageActions = {
    voice,
    explain,
    rate: (turn: Turn, rating) => {
      const id = turn.trace.messageId;
      if (id === null) return;
      const before = turn.feedback;
      chat.patch(turn.key, (one) => ({ ...one, feedback: rating }));
      api.rate(id, rating).catch(() => chat.patch(turn.key, (one) => ({ ...one, feedback: before })));
    },
    again: (turn: Turn) => {
      if (turn.trace.errorCode === "stream_lost" && conversation !== null) reload();
      else askAnew(turn, turn.query);
    },
    ...(chat.busy ? {} : { edit: askAnew }),
    ...(site.info.use_icon_as_answer_icon ? { face: createElement(AppIcon, { info: site.info }) } : {}),
    ...(address.user["name"] || address.user["avatar_url"]
      ? {
          asker: createElement(Visitor, {
            name: address.user["name"] ?? "",
            picture: address.user["avatar_url"] ?? "",
          }),
        }
      : {}),
    ...(showSteps ? { above: (turn: Turn) => createElement(StepList, { trace: turn.trace }) } : {}),
  };
  return {
    list,
    chat,
    state,
    older,
    values,
    setValues,
    checked,
    form,
    started,
    ask,
    start,
    loadOlder: () => void loadOlder(),
    actions,
    messageActions,
    listen,
    reload,
  };
}
