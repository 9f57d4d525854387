import { useId, type ReactNode } from "react";
import { cn } from "./cn";
import { useUiTexts } from "./texts";

export type FieldProps = {
  label?: ReactNode;
  /** Read to screen readers when there is no visible label. */
  ariaLabel?: string;
  help?: ReactNode;
  error?: ReactNode;
  optional?: boolean;
  /** Shown at the right of the label. */
  aside?: ReactNode;
  className?: string;
};

export type ControlProps = {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
  "aria-label"?: string;
};

/** Label above, help and error below one control; hands the control the ids that tie them together. */
export function Field({
  label,
  ariaLabel,
  help,
  error,
  optional = false,
  aside,
  className,
  children,
}: FieldProps & { children: (control: ControlProps) => ReactNode }) {
  const id = useId();
  const texts = useUiTexts();
  const described = error ? `${id}-error` : help ? `${id}-help` : undefined;
  return (
    <div className={cn("min-w-0", className)}>
      {label !== undefined && (
        <div className="mb-1 flex items-baseline gap-2">
          <label htmlFor={id} className="min-w-0 flex-1 text-base font-medium text-fg">
            {label}
            {optional && <span className="ml-1 text-small font-normal text-fg-3">{texts.optional}</span>}
          </label>
          {aside && <span className="text-small text-fg-3">{aside}</span>}
        </div>
      )}
      {children({
        id,
        ...(described ? { "aria-describedby": described } : {}),
        ...(error ? { "aria-invalid": true } : {}),
        ...(ariaLabel ? { "aria-label": ariaLabel } : {}),
      })}
      {error ? (
        <p id={`${id}-error`} role="alert" className="mt-1 text-small text-bad">
          {error}
        </p>
      ) : (
        help && (
          <div id={`${id}-help`} className="mt-1 text-small text-fg-3">
            {help}
          </div>
        )
      )}
    </div>
  );
}

/** How every one-line control looks. */
export const CONTROL =
  "w-full min-w-0 rounded-control border border-line-strong/70 bg-surface px-2.5 text-base text-fg transition-colors duration-[120ms] hover:border-line-strong focus-visible:border-accent focus-visible:outline-offset-0 disabled:border-line disabled:bg-sunken disabled:text-fg-3 [&:is(input,textarea):read-only]:bg-sunken aria-invalid:border-bad";
