import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import type { DatasetFilter } from "../data";
import type { ListSearch } from "../search";

export const PAGE_SIZE = 24;

/** Filters of the list; they live in the address, so that a link shows the same list. */
export function useListSearch() {
  const search = useSearch({ from: "/console/knowledge" });
  const navigate = useNavigate({ from: "/knowledge" });
  const tags = useMemo(() => search.tags?.split(".") ?? [], [search.tags]);
  const filter: DatasetFilter = {
    page: search.page ?? 1,
    limit: PAGE_SIZE,
    ...(search.q && { keyword: search.q }),
    ...(tags.length > 0 && { tag_ids: tags }),
    ...(search.all && { include_all: true }),
  };
  const change = useCallback(
    (next: ListSearch) => void navigate({ search: (old) => ({ ...old, page: undefined, ...next }), replace: true }),
    [navigate],
  );
  const clear = () => change({ q: undefined, tags: undefined });
  return { search, tags, filter, change, clear, filtered: Boolean(search.q ?? search.tags) };
}
