import { DEFAULT_BASE_ICON } from "../facts";
import type { Dataset, RetrievalModel, Technique } from "../data";
import { problemsOf } from "../retrievalModel";

type Icon = { icon: string; background: string };

/** The settings of a base as they are being edited. */
export type Draft = {
  name: string;
  description: string;
  icon: Icon;
  permission: Dataset["permission"];
  members: readonly string[];
  technique: Technique | null;
  embedding: { provider: string; model: string };
  retrieval: RetrievalModel;
};

export const draftOf = (base: Dataset): Draft => ({
  name: base.name,
  description: base.description,
  icon: {
    icon: base.icon?.icon ?? DEFAULT_BASE_ICON.icon,
    background: base.icon?.icon_background ?? DEFAULT_BASE_ICON.background,
  },
  permission: base.permission,
  members: base.partial_member_list,
  technique: base.indexing_technique,
  embedding: { provider: base.embedding_model_provider ?? "", model: base.embedding_model ?? "" },
  retrieval: base.retrieval_model,
});

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** What the server is asked to change, part by part; nothing while all is as it was. */
export function changesOf(base: Dataset, draft: Draft) {
  const before = draftOf(base);
  const embedding = draft.technique === "high_quality" && !same(before.embedding, draft.embedding);
  const members = draft.permission === "partial_members" && !same(before.members, draft.members);
  return {
    ...(draft.name.trim() !== before.name && { name: draft.name.trim() }),
    ...(draft.description.trim() !== before.description && { description: draft.description.trim() }),
    ...(!same(before.icon, draft.icon) && {
      icon: { icon_type: "emoji", icon: draft.icon.icon, icon_background: draft.icon.background },
    }),
    ...(draft.permission !== before.permission && { permission: draft.permission }),
    ...(members && { partial_member_list: [...draft.members] }),
    ...(draft.technique && draft.technique !== before.technique && { indexing_technique: draft.technique }),
    ...(embedding && {
      embedding_model_provider: draft.embedding.provider,
      embedding_model: draft.embedding.model,
    }),
    ...(!same(before.retrieval, draft.retrieval) && { retrieval_model: draft.retrieval }),
  };
}

/** Whether saving makes the vectors of every document anew. */
export function embedsAnew(base: Dataset, draft: Draft): boolean {
  if (base.document_count === 0 || draft.technique !== "high_quality") return false;
  const { technique, embedding } = draftOf(base);
  return technique !== draft.technique || !same(embedding, draft.embedding);
}

export function problemOf(draft: Draft, topKMax: number): "name" | "model" | "members" | "retrieval" | undefined {
  if (draft.name.trim() === "") return "name";
  if (draft.permission === "partial_members" && draft.members.length === 0) return "members";
  if (draft.technique === "high_quality" && draft.embedding.model === "") return "model";
  if (draft.technique && problemsOf(draft.retrieval, draft.technique, topKMax).length > 0) return "retrieval";
  return undefined;
}
