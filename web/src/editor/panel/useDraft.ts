import { useCallback, useEffect, useRef, useState } from "react";

export const COMMIT_AFTER = 150;

/** What is typed stays here and reaches the graph when typing rests, on leaving the field and when it goes away. */
export function useDraft<T>(value: T, commit: (value: T) => void) {
  const [typed, setTyped] = useState<{ value: T } | null>(null);
  const pending = useRef<{ value: T } | null>(null);
  const commitNow = useRef(commit);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    commitNow.current = commit;
  });
  const flush = useCallback(() => {
    clearTimeout(timer.current);
    const waiting = pending.current;
    pending.current = null;
    if (!waiting) return;
    commitNow.current(waiting.value);
    setTyped(null);
  }, []);
  useEffect(() => flush, [flush]);
  const set = useCallback(
    (next: T) => {
      pending.current = { value: next };
      setTyped({ value: next });
      clearTimeout(timer.current);
      timer.current = setTimeout(flush, COMMIT_AFTER);
    },
    [flush],
  );
  return [typed ? typed.value : value, set, flush] as const;
}
