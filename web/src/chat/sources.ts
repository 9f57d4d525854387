import { createContext, type ReactNode } from "react";
import type { RetrieverResource } from "@/run/events";

/** Draws a link to where a source stands; pages for visitors have none. */
export const SourceLinkContext = createContext<((source: RetrieverResource) => ReactNode) | null>(null);
