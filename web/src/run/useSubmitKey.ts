import { useEffect, useRef, type RefObject } from "react";

/** Ctrl or Cmd with Enter anywhere in an element submits it. */
export function useSubmitKey<T extends HTMLElement>(submit: () => void): RefObject<T | null> {
  const element = useRef<T>(null);
  const latest = useRef(submit);
  useEffect(() => {
    latest.current = submit;
  });
  useEffect(() => {
    const target = element.current;
    const press = (event: KeyboardEvent) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) latest.current();
    };
    target?.addEventListener("keydown", press);
    return () => target?.removeEventListener("keydown", press);
  }, []);
  return element;
}
