import type { Dataset, DocForm } from "./data";

/** How the chunks of a knowledge base are built; `empty` while it has no document that decides it. */
export type Kind = "general" | "parents" | "pairs" | "empty";

const KINDS: Record<DocForm, Kind> = { text_model: "general", hierarchical_model: "parents", qa_model: "pairs" };

export const kindOf = ({ doc_form }: Pick<Dataset, "doc_form">): Kind => (doc_form ? KINDS[doc_form] : "empty");

/** Seconds as `formatWhen` and `formatTime` take them. */
export const seconds = (time: string) => Date.parse(time) / 1000;

/** The most characters that the server takes. */
export const NAME_MOST = 40;
export const DESCRIPTION_MOST = 400;

export const DEFAULT_BASE_ICON = { icon: "📙", background: "#FFF4ED" };
