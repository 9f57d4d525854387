import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { CONTROL, Field, type FieldProps } from "./Field";

export type SelectOption<T extends string> = { value: T; label: ReactNode; hint?: ReactNode; disabled?: boolean };

type Props<T extends string> = FieldProps & {
  value: T | undefined;
  onValueChange: (value: T) => void;
  options: readonly SelectOption<T>[];
  placeholder?: string;
  disabled?: boolean;
  compact?: boolean;
};

export function Select<T extends string>({
  value,
  onValueChange,
  options,
  placeholder,
  disabled = false,
  compact = false,
  ...field
}: Props<T>) {
  return (
    <Field {...field}>
      {(control) => (
        <Radix.Root value={value ?? ""} onValueChange={(next) => onValueChange(next as T)} disabled={disabled}>
          <Radix.Trigger
            {...control}
            className={cn(
              CONTROL,
              "flex items-center gap-2 text-left data-placeholder:text-fg-3",
              compact ? "h-7" : "h-8",
            )}
          >
            <span className="min-w-0 flex-1 truncate">
              <Radix.Value placeholder={placeholder} />
            </span>
            <ChevronDown aria-hidden size={14} className="shrink-0 text-fg-3" />
          </Radix.Trigger>
          <Radix.Portal>
            <Radix.Content
              position="popper"
              sideOffset={4}
              collisionPadding={8}
              className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) animate-fade overflow-hidden rounded-card border bg-surface shadow-float"
            >
              <Radix.Viewport className="p-1">
                {options.map((option) => (
                  <Radix.Item
                    key={option.value}
                    value={option.value}
                    disabled={option.disabled ?? false}
                    className="flex min-h-8 items-center gap-2 rounded-control px-2 py-1 text-base outline-none select-none data-disabled:text-fg-disabled data-highlighted:bg-hover"
                  >
                    <Radix.ItemText>{option.label}</Radix.ItemText>
                    {option.hint && <span className="ml-auto pl-3 text-small text-fg-3">{option.hint}</span>}
                    <Radix.ItemIndicator className={cn("text-accent-text", !option.hint && "ml-auto")}>
                      <Check size={14} aria-hidden />
                    </Radix.ItemIndicator>
                  </Radix.Item>
                ))}
              </Radix.Viewport>
            </Radix.Content>
          </Radix.Portal>
        </Radix.Root>
      )}
    </Field>
  );
}
