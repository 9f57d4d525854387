import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { debugMessage, debugSuggestions, stopMessage, type BasicKind } from "@/api/modelConfig";
import { useChat, type Transport } from "@/chat/useChat";
import { filesOf } from "@/chat/uploads";
import { useExplain } from "@/i18n/useExplain";
import type { RunEvent } from "@/run/events";
import {
  initialValues,
  readDeclarations,
  wireFile,
  wireInputs,
  type Declaration,
  type FileEntry,
  type FormValues,
} from "@/run/inputs";
import { isOn, type Raw } from "./config";

/** The values of an app's variables while it is being tried; new variables join with their defaults. */
export function useTrialInputs(config: Raw) {
  const form = config["user_input_form"];
  const fields = useMemo(() => readDeclarations(form), [form]);
  const [typed, setTyped] = useState<FormValues>({});
  const values = useMemo(() => ({ ...initialValues(fields), ...typed }), [fields, typed]);
  const update = (change: (values: FormValues) => FormValues) => setTyped((before) => change({ ...values, ...before }));
  return { fields, values, update, clear: () => setTyped({}) };
}

/** What is asked, as it is put on the wire together with the configuration as it stands now. */
export function questionOf(fields: readonly Declaration[], values: FormValues, query: string, files: FileEntry[]) {
  return {
    query,
    files: filesOf(files),
    body: { inputs: wireInputs(fields, values), query, files: files.flatMap(wireFile) },
  };
}

/** A conversation with the app as it is being edited; nothing of it counts in the app's figures. */
export function useDebug(appId: string, kind: BasicKind, config: Raw) {
  const suggests = kind === "chat" && isOn(config["suggested_questions_after_answer"]);
  const transport = useMemo<Transport>(
    () => ({
      send: async function* ({ body }, conversation, control) {
        const more = kind === "chat" ? { conversation_id: conversation ?? "" } : {};
        const stream = debugMessage(appId, kind, { ...body, ...more, model_config: config }, control);
        for await (const event of stream) yield event as unknown as RunEvent;
      },
      stop: (task) => stopMessage(appId, kind, task),
      ...(suggests ? { followUps: (id: string) => debugSuggestions(appId, id) } : {}),
    }),
    [appId, kind, config, suggests],
  );
  return useChat(transport);
}

export function useSentence(): (code: string | null, message: string) => string {
  const { t } = useTranslation("basic");
  const explain = useExplain();
  return (code, message) => {
    if (code === "provider_not_initialize") return t("debug.noModel");
    return explain(Object.assign(new Error(message), { code: code ?? "", status: 0, requestId: null })).title;
  };
}
