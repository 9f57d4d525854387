import { useSegmentChanges, type Place, type Segment } from "./data";
import { draftOf, keepDraft, sameTexts, useDraftOf, type Draft } from "./drafts";

type Texts = Omit<Draft, "base">;

export const textsOf = (segment: Segment): Texts => ({
  content: segment.content,
  answer: segment.answer ?? "",
  keywords: segment.keywords,
});

/** The texts of a chunk as they are typed: kept until they are saved, and never put over what others saved meanwhile. */
export function useEditing(place: Place, segment: Segment, reload: () => Promise<unknown>) {
  const { update } = useSegmentChanges(place);
  const stored = textsOf(segment);
  const draft = useDraftOf(segment.id);
  const dirty = draft !== undefined && !sameTexts(draft, stored);
  const keep = (next: Draft) => keepDraft(segment.id, sameTexts(next, stored) ? undefined : next);
  const change = (some: Partial<Texts>) => {
    const now = draftOf(segment.id) ?? { ...stored, base: String(segment.rev) };
    keep({ ...now, ...some });
  };
  const save = (regenerate: boolean, onSaved: () => void) => {
    const sent = draftOf(segment.id) ?? { ...stored, base: String(segment.rev) };
    const words = sent.keywords.join("\n") !== stored.keywords.join("\n");
    update.mutate(
      {
        id: segment.id,
        content: sent.content,
        ...(segment.answer === null ? {} : { answer: sent.answer }),
        ...(words ? { keywords: sent.keywords } : {}),
        regenerate_child_chunks: regenerate,
        rev: Number(sent.base),
      },
      {
        onSuccess: (saved) => {
          const now = draftOf(segment.id);
          // What was typed while the save was under way stays.
          keepDraft(segment.id, now && !sameTexts(now, sent) ? { ...now, base: String(saved.rev) } : undefined);
          onSaved();
        },
        onError: (error) => {
          if ("code" in error && error.code === "conflict") void reload().then(() => update.reset());
        },
      },
    );
  };
  return {
    value: draft ?? stored,
    dirty,
    /** Somebody else saved the chunk after typing began. */
    clash: dirty && draft.base !== String(segment.rev),
    change,
    save,
    saving: update.isPending,
    error: update.error,
    /** The typed words are to take the place of the newest saved ones. */
    keepMine: () => draft && keepDraft(segment.id, { ...draft, base: String(segment.rev) }),
    /** Gives up what was typed; the returned function brings it back. */
    discard: () => {
      keepDraft(segment.id, undefined);
      return () => draft && keepDraft(segment.id, draft);
    },
  };
}
