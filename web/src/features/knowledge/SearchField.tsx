import { useEffect, useRef, useState, type ReactNode } from "react";
import { TextField } from "@/ui";

/** Typing filters after a short pause; `/` focuses it. */
export function SearchField({
  value,
  onChange,
  label,
  icon,
}: {
  value: string;
  onChange: (value: string) => void;
  label: string;
  icon: ReactNode;
}) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setText(value);
  }
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || (event.target as HTMLElement).closest("input, textarea, [role=dialog]")) return;
      event.preventDefault();
      box.current?.querySelector("input")?.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("keydown", onKey);
      clearTimeout(timer.current);
    };
  }, []);
  return (
    <div ref={box} className="w-56 max-sm:w-full">
      <TextField
        type="search"
        ariaLabel={label}
        placeholder={label}
        leading={icon}
        value={text}
        onChange={(event) => {
          const next = event.target.value;
          setText(next);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => onChange(next.trim()), 200);
        }}
      />
    </div>
  );
}
