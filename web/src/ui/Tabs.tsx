import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";

export type Tab<T extends string> = { value: T; label: ReactNode; count?: number | undefined; content?: ReactNode };

type Props<T extends string> = {
  value: T;
  onValueChange: (value: T) => void;
  tabs: readonly Tab<T>[];
  label: string;
  className?: string;
  listClassName?: string;
};

/** Underlined tabs with their panels. */
export function Tabs<T extends string>({ value, onValueChange, tabs, label, className, listClassName }: Props<T>) {
  return (
    <Radix.Root value={value} onValueChange={(next) => onValueChange(next as T)} className={className}>
      <Radix.List aria-label={label} className={cn("flex gap-4 overflow-x-auto border-b", listClassName)}>
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-px flex h-9 shrink-0 items-center gap-1.5 border-b-2 border-transparent text-base text-fg-2 hover:text-fg data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-fg"
          >
            {tab.label}
            {tab.count !== undefined && <span className="tabular text-small text-fg-3">{tab.count}</span>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map(
        (tab) =>
          tab.content !== undefined && (
            <Radix.Content key={tab.value} value={tab.value} className="min-h-0 outline-none">
              {tab.content}
            </Radix.Content>
          ),
      )}
    </Radix.Root>
  );
}

/** One choice of few, as a row of joined buttons: filters and views, not panels. */
export function Segmented<T extends string>({
  value,
  onValueChange,
  options,
  label,
  className,
}: {
  value: T;
  onValueChange: (value: T) => void;
  options: readonly { value: T; label: ReactNode }[];
  label: string;
  className?: string;
}) {
  return (
    <div
      role="group"
      aria-label={label}
      className={cn("inline-flex gap-0.5 rounded-control bg-sunken p-0.5", className)}
    >
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onValueChange(option.value)}
          className="h-7 rounded-chip px-2.5 text-base whitespace-nowrap text-fg-2 hover:text-fg aria-pressed:bg-surface aria-pressed:font-medium aria-pressed:text-fg aria-pressed:ring-1 aria-pressed:ring-line"
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
