import { useCallback, useEffect, useMemo, useState } from "react";
import type { WebApi } from "@/api/web";
import type { Trace } from "@/run/state";
import { resultText } from "./results";

export interface SavedResult {
  id: string;
  text: string;
  at: number;
}

export interface Saved {
  items: SavedResult[];
  loading: boolean;
  failed: boolean;
  more: boolean;
  loadMore: () => void;
  has: (id: string | null) => boolean;
  save: (trace: Trace) => Promise<void>;
  remove: (item: SavedResult) => Promise<void>;
  /** Take a removal back. */
  restore: (item: SavedResult) => Promise<void>;
}

/** Results that a visitor keeps: texts at the server under their message, outputs of workflows in this browser. */
export function useSaved(api: WebApi, code: string, atServer: boolean): Saved {
  const [items, setItems] = useState<SavedResult[]>(() => (atServer ? [] : readLocal(code)));
  const [loading, setLoading] = useState(atServer);
  const [failed, setFailed] = useState(false);
  const [more, setMore] = useState(false);
  const load = useCallback(
    async (last?: string) => {
      if (!atServer) return;
      try {
        const page = await api.saved(last);
        const found = page.data.map((one) => ({ id: one.id, text: one.answer, at: one.created_at }));
        setItems((before) => (last ? [...before, ...found] : found));
        setMore(page.has_more);
        setFailed(false);
      } catch {
        setFailed(true);
      }
      setLoading(false);
    },
    [api, atServer],
  );
  useEffect(() => {
    // eslint-disable-next-line react-hooks/set-state-in-effect -- state is set when the answer is there
    void load();
  }, [load]);
  const put = useCallback(
    async (item: SavedResult) => {
      if (atServer) await api.save(item.id);
      setItems((before) => [item, ...before.filter((one) => one.id !== item.id)]);
    },
    [api, atServer],
  );
  useEffect(() => {
    if (!atServer) writeLocal(code, items);
  }, [atServer, code, items]);
  return useMemo(
    () => ({
      items,
      loading,
      failed,
      more,
      loadMore: () => void load(items.at(-1)?.id),
      has: (id) => items.some((one) => one.id === id),
      save: (trace) =>
        put({ id: keyOf(trace) ?? crypto.randomUUID(), text: resultText(trace), at: Math.floor(Date.now() / 1000) }),
      remove: async (item) => {
        if (atServer) await api.unsave(item.id);
        setItems((before) => before.filter((one) => one.id !== item.id));
      },
      restore: put,
    }),
    [items, loading, failed, more, load, put, api, atServer],
  );
}

/** What a result is kept under. */
export const keyOf = (trace: Trace): string | null => trace.messageId ?? trace.runId;

const name = (code: string) => `tenon.saved.${code}`;
const MOST = 100;

function readLocal(code: string): SavedResult[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(name(code)) ?? "[]");
    return Array.isArray(read) ? (read as SavedResult[]).filter((one) => typeof one?.text === "string") : [];
  } catch {
    return [];
  }
}

function writeLocal(code: string, items: readonly SavedResult[]): void {
  try {
    localStorage.setItem(name(code), JSON.stringify(items.slice(0, MOST)));
  } catch {
    // Frames of other sites may be refused their storage; the list then lasts as long as the page.
  }
}
