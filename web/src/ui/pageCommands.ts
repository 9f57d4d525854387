import type { ReactNode } from "react";

/** Something the open page has for the palette: a thing on it, or a thing it does. */
export interface PageCommand {
  id: string;
  kind: "node" | "command";
  text: string;
  /** Searched as well, and never shown. */
  keywords?: string;
  hint?: string;
  icon: ReactNode;
  run: () => void;
}

type Source = () => readonly PageCommand[];
const sources = new Set<Source>();

/** Offer commands for as long as a page is open; they are asked for when the palette opens. */
export function offerCommands(source: Source): () => void {
  sources.add(source);
  return () => void sources.delete(source);
}

export const pageCommands = (): PageCommand[] => [...sources].flatMap((source) => source());
