import { createContext, useContext } from "react";

/** How buttons and forms in an answer speak for the person; null where there is no conversation. */
export interface Say {
  say: (text: string) => void;
  /** An answer is on its way: nothing can be said now. */
  busy: boolean;
}

export const SayContext = createContext<Say | null>(null);
export const useSay = (): Say | null => useContext(SayContext);
