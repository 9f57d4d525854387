import { useCallback, useState } from "react";

const KEY = "tenon.inspector.open";

/** Whether the inspector is open; the browser remembers it. */
export function useInspector(): [boolean, (open: boolean) => void] {
  const [open, setOpen] = useState(() => localStorage.getItem(KEY) === "yes");
  const remember = useCallback((next: boolean) => {
    setOpen(next);
    localStorage.setItem(KEY, next ? "yes" : "no");
  }, []);
  return [open, remember];
}
