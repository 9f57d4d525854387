import { useSyncExternalStore } from "react";

/** Words that are typed and not saved yet, with the state of the chunk that they were typed over. */
export interface Draft {
  content: string;
  answer: string;
  keywords: string[];
  /** Revision, or time of the last change, of what was there. */
  base: string;
}

const PREFIX = "tenon.chunk.";
const listeners = new Set<() => void>();
let revision = 0;
const told = () => {
  revision += 1;
  for (const listener of listeners) listener();
};

/** What was typed into a chunk; it outlives the panel, other pages and a reload. */
export function draftOf(id: string): Draft | undefined {
  const stored = sessionStorage.getItem(PREFIX + id);
  if (stored === null) return undefined;
  try {
    return JSON.parse(stored) as Draft;
  } catch {
    return undefined;
  }
}

export function keepDraft(id: string, draft: Draft | undefined) {
  if (draft === undefined) sessionStorage.removeItem(PREFIX + id);
  else sessionStorage.setItem(PREFIX + id, JSON.stringify(draft));
  told();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The kept words of a chunk, followed as they change. */
export function useDraftOf(id: string): Draft | undefined {
  const stored = useSyncExternalStore(subscribe, () => sessionStorage.getItem(PREFIX + id));
  return stored === null ? undefined : draftOf(id);
}

/** Grows with every change of any draft. */
export const useDraftRevision = () => useSyncExternalStore(subscribe, () => revision);

export const sameTexts = (a: Omit<Draft, "base">, b: Omit<Draft, "base">): boolean =>
  a.content === b.content &&
  a.answer === b.answer &&
  a.keywords.length === b.keywords.length &&
  a.keywords.every((word, at) => word === b.keywords[at]);
