import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

export const KINDS = ["builtin", "api", "workflow"] as const;
export type Kind = (typeof KINDS)[number];

export type ToolSearch = {
  tab?: Kind | undefined;
  q?: string | undefined;
  label?: string | undefined;
  /** The provider whose details are open. */
  id?: string | undefined;
  /** The app that is being published as a tool. */
  publish?: string | undefined;
};

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);

export function toolSearch(search: Record<string, unknown>): ToolSearch {
  const tab = KINDS.find((kind) => kind === search["tab"]);
  const found = { q: text(search["q"]), label: text(search["label"]), id: text(search["id"]), tab };
  const publish = text(search["publish"]);
  return Object.fromEntries(Object.entries({ ...found, publish }).filter(([, value]) => value !== undefined));
}

/** Tab, words, label and what is open live in the address. */
export function useToolSearch() {
  const search = useSearch({ from: "/console/tools" });
  const navigate = useNavigate({ from: "/tools" });
  const change = useCallback(
    (next: ToolSearch) => void navigate({ search: (old) => ({ ...old, ...next }), replace: true }),
    [navigate],
  );
  return { search, kind: search.tab ?? ("builtin" as Kind), change };
}
