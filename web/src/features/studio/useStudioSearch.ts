import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import type { AppFilter } from "@/api/apps";

export const PAGE_SIZE = 24;
export const SORTS = ["-updated_at", "-created_at", "name"] as const;
export type StudioSort = (typeof SORTS)[number];

/** Filters of the list; they live in the address, so that a link shows the same list. */
export function useStudioSearch() {
  const search = useSearch({ from: "/console/apps" });
  const navigate = useNavigate({ from: "/apps" });
  const sort: StudioSort = SORTS.find((name) => name === search.sort) ?? "-updated_at";
  const tags = useMemo(() => search.tags?.split(".") ?? [], [search.tags]);
  const filter: AppFilter = {
    page: search.page ?? 1,
    limit: PAGE_SIZE,
    sort,
    ...(search.q && { name: search.q }),
    ...(search.mode && { mode: search.mode as NonNullable<AppFilter["mode"]> }),
    ...(tags.length > 0 && { tag_ids: tags }),
    ...(search.mine && { created_by_me: true }),
  };
  const change = useCallback(
    (next: Partial<typeof search>) =>
      void navigate({ search: (old) => ({ ...old, page: undefined, ...next }), replace: true }),
    [navigate],
  );
  const clear = () => change({ q: undefined, mode: undefined, tags: undefined, mine: undefined });
  return {
    search,
    sort,
    tags,
    filter,
    change,
    clear,
    filtered: Boolean(search.q ?? search.mode ?? search.tags ?? search.mine),
  };
}
