import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import type { DocumentFilter, DocumentState } from "../data";
import type { DocumentsSearch } from "../search";

export const STATES: readonly DocumentState[] = [
  "queuing",
  "indexing",
  "paused",
  "error",
  "available",
  "disabled",
  "archived",
];
export const SORTS = ["name", "word_count", "hit_count", "created_at"] as const;
export const LIMITS = [10, 25, 50] as const;
const NEWEST = "-created_at";

/** Filters, order and page of the documents; they live in the address. */
export function useDocumentsSearch() {
  const { datasetId } = useParams({ from: "/console/knowledge/$datasetId/documents" });
  const search = useSearch({ from: "/console/knowledge/$datasetId/documents" });
  const navigate = useNavigate({ from: "/knowledge/$datasetId/documents" });
  const state = STATES.find((one) => one === search.state);
  const given = search.sort ?? NEWEST;
  const key = SORTS.find((one) => one === given.replace(/^-/, "")) ?? "created_at";
  const sort = { key, descending: given.startsWith("-") };
  const filter: DocumentFilter = {
    page: search.page ?? 1,
    limit: search.limit ?? 10,
    sort: `${sort.descending ? "-" : ""}${sort.key}`,
    ...(search.q && { keyword: search.q }),
    ...(state && { status: state }),
  };
  const change = useCallback(
    (next: DocumentsSearch) =>
      void navigate({ search: (old) => ({ ...old, page: undefined, ...next }), replace: true }),
    [navigate],
  );
  return {
    datasetId,
    search,
    state,
    sort,
    filter,
    change,
    clear: () => change({ q: undefined, state: undefined }),
    filtered: Boolean(search.q ?? state),
    onSort: (next: { key: string; descending: boolean }) => {
      const wanted = `${next.descending ? "-" : ""}${next.key}`;
      change({ sort: wanted === NEWEST ? undefined : wanted });
    },
  };
}
