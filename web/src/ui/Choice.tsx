import { Check, Minus } from "lucide-react";
import { Checkbox as RadixCheckbox, RadioGroup, Switch as RadixSwitch } from "radix-ui";
import { useId, type ReactNode } from "react";
import { cn } from "./cn";

type SwitchProps = {
  label: ReactNode;
  help?: ReactNode;
  hideLabel?: boolean;
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  disabled?: boolean;
  className?: string;
};

export function Switch({ label, help, hideLabel = false, checked, onCheckedChange, disabled, className }: SwitchProps) {
  const id = useId();
  return (
    <div className={cn("flex items-start gap-2.5", className)}>
      <RadixSwitch.Root
        id={id}
        checked={checked}
        onCheckedChange={onCheckedChange}
        disabled={disabled ?? false}
        className="mt-px h-[18px] w-8 shrink-0 rounded-full bg-line-strong transition-colors duration-[120ms] disabled:opacity-50 data-[state=checked]:bg-accent"
      >
        <RadixSwitch.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-surface transition-transform duration-[120ms] data-[state=checked]:translate-x-4" />
      </RadixSwitch.Root>
      <div className={cn("min-w-0", hideLabel && "sr-only")}>
        <label htmlFor={id} className="text-base text-fg">
          {label}
        </label>
        {help && <p className="text-small text-fg-3">{help}</p>}
      </div>
    </div>
  );
}

type CheckboxProps = {
  label: ReactNode;
  help?: ReactNode;
  hideLabel?: boolean;
  checked: boolean | "indeterminate";
  onCheckedChange: (checked: boolean) => void;
  disabled?: boolean;
  error?: ReactNode;
};

export function Checkbox({ label, help, hideLabel = false, checked, onCheckedChange, disabled, error }: CheckboxProps) {
  const id = useId();
  return (
    <div>
      <div className="flex items-start gap-2">
        <RadixCheckbox.Root
          id={id}
          checked={checked}
          onCheckedChange={(next) => onCheckedChange(next === true)}
          disabled={disabled ?? false}
          aria-invalid={error ? true : undefined}
          className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-chip border border-line-strong bg-surface disabled:opacity-50 aria-invalid:border-bad data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent"
        >
          <RadixCheckbox.Indicator className="text-on-accent">
            {checked === "indeterminate" ? <Minus size={12} strokeWidth={3} /> : <Check size={12} strokeWidth={3} />}
          </RadixCheckbox.Indicator>
        </RadixCheckbox.Root>
        <div className={cn("min-w-0", hideLabel && "sr-only")}>
          <label htmlFor={id} className="text-base text-fg">
            {label}
          </label>
          {help && <p className="text-small text-fg-3">{help}</p>}
        </div>
      </div>
      {error && (
        <p role="alert" className="mt-1 text-small text-bad">
          {error}
        </p>
      )}
    </div>
  );
}

export type RadioCard<T extends string> = {
  value: T;
  label: ReactNode;
  help?: ReactNode;
  icon?: ReactNode;
  disabled?: boolean;
};

type RadioCardsProps<T extends string> = {
  label: ReactNode;
  hideLabel?: boolean;
  value: T | undefined;
  onValueChange: (value: T) => void;
  options: readonly RadioCard<T>[];
  columns?: 1 | 2 | 3;
  disabled?: boolean;
  error?: ReactNode;
};

const COLUMNS = { 1: "", 2: "sm:grid-cols-2", 3: "grid-cols-2 sm:grid-cols-3" };

export function RadioCards<T extends string>({
  label,
  hideLabel = false,
  value,
  onValueChange,
  options,
  columns = 2,
  disabled = false,
  error,
}: RadioCardsProps<T>) {
  const id = useId();
  return (
    <div>
      <div id={id} className={cn("mb-1 text-base font-medium", hideLabel && "sr-only")}>
        {label}
      </div>
      <RadioGroup.Root
        aria-labelledby={id}
        value={value ?? null}
        disabled={disabled}
        onValueChange={(next) => onValueChange(next as T)}
        className={cn("grid gap-2", COLUMNS[columns])}
      >
        {options.map((option) => (
          <RadioGroup.Item
            key={option.value}
            value={option.value}
            disabled={option.disabled ?? false}
            className="flex min-h-8 items-start gap-2.5 rounded-control border border-line-strong/60 bg-surface px-3 py-1.5 text-left hover:bg-hover disabled:opacity-60 data-[state=checked]:border-accent data-[state=checked]:bg-selected"
          >
            {option.icon && <span className="mt-0.5 shrink-0">{option.icon}</span>}
            <span className="min-w-0">
              <span className="block text-base text-fg">{option.label}</span>
              {option.help && <span className="block text-small text-fg-2">{option.help}</span>}
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      {error && (
        <p role="alert" className="mt-1 text-small text-bad">
          {error}
        </p>
      )}
    </div>
  );
}
