import { X } from "lucide-react";
import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";
import { IconButton } from "./Button";
import { cn } from "./cn";
import { useUiTexts } from "./texts";

type SplitterProps = {
  /** Which way dragging towards the start of the axis changes the size. */
  edge: "start" | "end";
  size: number;
  min: number;
  max: number;
  onSize: (size: number) => void;
  vertical?: boolean;
};

/** A line that is dragged or moved by arrow keys to resize what lies after (`start`) or before (`end`) it. */
export function Splitter({ edge, size, min, max, onSize, vertical = false }: SplitterProps) {
  const texts = useUiTexts();
  const from = useRef<{ at: number; size: number } | null>(null);
  const clamp = (value: number) => Math.round(Math.max(min, Math.min(max, value)));
  const sign = edge === "start" ? -1 : 1;
  const at = (event: PointerEvent) => (vertical ? event.clientY : event.clientX);
  const keys = (event: KeyboardEvent) => {
    const [less, more] = vertical ? ["ArrowUp", "ArrowDown"] : ["ArrowLeft", "ArrowRight"];
    const step = event.key === less ? -16 : event.key === more ? 16 : 0;
    if (step) {
      event.preventDefault();
      onSize(clamp(size + step * sign));
    }
  };
  return (
    // A separator that can be moved is a widget, which the rule does not know.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="separator"
      aria-label={texts.resize}
      aria-orientation={vertical ? "horizontal" : "vertical"}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onKeyDown={keys}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { at: at(event), size };
      }}
      onPointerMove={(event) => {
        if (from.current) onSize(clamp(from.current.size + (at(event) - from.current.at) * sign));
      }}
      onPointerUp={() => (from.current = null)}
      onPointerCancel={() => (from.current = null)}
      className={cn(
        "z-10 shrink-0 touch-none hover:bg-accent/40 focus-visible:bg-accent/40 focus-visible:outline-none",
        vertical ? "-my-1 h-2 cursor-row-resize" : "-mx-1 w-2 cursor-col-resize",
      )}
    />
  );
}

/** A size that the browser remembers under `name`. */
export function useRememberedSize(name: string, initial: number): [number, (size: number) => void] {
  const key = `tenon.size.${name}`;
  const [size, setSize] = useState(() => Number(localStorage.getItem(key)) || initial);
  const remember = useCallback(
    (next: number) => {
      setSize(next);
      localStorage.setItem(key, String(next));
    },
    [key],
  );
  return [size, remember];
}

type PanelProps = {
  name: string;
  title: ReactNode;
  /** Names the panel when its title is more than a text. */
  label?: string;
  onClose: () => void;
  actions?: ReactNode;
  footer?: ReactNode;
  initial?: number;
  min?: number;
  max?: number;
  children: ReactNode;
};

/** A panel at the right of a page: resizable on wide screens, the whole screen on a phone. Esc closes it. */
export function SidePanel({
  name,
  title,
  label,
  onClose,
  actions,
  footer,
  initial = 420,
  min = 360,
  max = 720,
  children,
}: PanelProps) {
  const texts = useUiTexts();
  const [size, setSize] = useRememberedSize(name, initial);
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const inside = ref.current?.contains(document.activeElement) ?? false;
      if (event.key === "Escape" && !event.defaultPrevented && (inside || document.activeElement === document.body))
        onClose();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [onClose]);
  return (
    <aside
      ref={ref}
      aria-label={label ?? (typeof title === "string" ? title : undefined)}
      style={{ "--panel": `${size}px` } as React.CSSProperties}
      className="flex min-h-0 shrink-0 animate-slide flex-col border-l bg-surface max-md:fixed max-md:inset-0 max-md:z-30 md:relative md:w-(--panel)"
    >
      <span className="absolute inset-y-0 left-0 hidden md:flex">
        <Splitter edge="start" size={size} min={min} max={max} onSize={setSize} />
      </span>
      <header className="flex h-12 shrink-0 items-center gap-1 border-b px-4">
        <h2 className="min-w-0 flex-1 truncate text-read font-semibold">{title}</h2>
        {actions}
        <IconButton size="compact" label={texts.close} icon={<X size={16} />} onClick={onClose} className="-mr-2" />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
      {footer && <footer className="shrink-0 border-t px-4 py-3">{footer}</footer>}
    </aside>
  );
}
