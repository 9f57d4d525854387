import { useCallback, useEffect, useState } from "react";
import type { ConversationItem, WebApi } from "@/api/web";

export interface Conversations {
  pinned: ConversationItem[];
  others: ConversationItem[];
  more: boolean;
  loading: boolean;
  refresh: () => Promise<void>;
  loadMore: () => Promise<void>;
}

/** The visitor's conversations, pinned ones apart. */
export function useConversations(api: WebApi): Conversations {
  const [pinned, setPinned] = useState<ConversationItem[]>([]);
  const [others, setOthers] = useState<ConversationItem[]>([]);
  const [more, setMore] = useState(false);
  const [loading, setLoading] = useState(true);
  const refresh = useCallback(async () => {
    const [top, rest] = await Promise.all([api.conversations(true), api.conversations(false)]);
    const ids = new Set(top.data.map((one) => one.id));
    setPinned(top.data);
    setOthers(rest.data.filter((one) => !ids.has(one.id)));
    setMore(rest.has_more);
    setLoading(false);
  }, [api]);
  const loadMore = useCallback(async () => {
    const last = others.at(-1)?.id;
    const rest = await api.conversations(false, last);
    setOthers((all) => [...all, ...rest.data]);
    setMore(rest.has_more);
  }, [api, others]);
  useEffect(() => {
    // The list is not needed to chat; without it the page still works.
    // eslint-disable-next-line react-hooks/set-state-in-effect -- state is set when the answer is there
    refresh().catch(() => setLoading(false));
  }, [refresh]);
  return { pinned, others, more, loading, refresh, loadMore };
}
