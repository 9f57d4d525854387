import { useEffect, useRef, useState, type ComponentProps, type ReactNode } from "react";
import { Eye, EyeOff } from "lucide-react";
import { Button, IconButton } from "./Button";
import { cn } from "./cn";
import { CONTROL, Field, type FieldProps } from "./Field";
import { useUiTexts } from "./texts";

type InputProps = Omit<ComponentProps<"input">, "className" | "size">;
const HEIGHT = { compact: "h-7", default: "h-8", touch: "h-11 text-read" };
type Size = keyof typeof HEIGHT;

export type TextFieldProps = FieldProps &
  InputProps & { leading?: ReactNode; trailing?: ReactNode; controlSize?: Size };

export function TextField({
  label,
  ariaLabel,
  help,
  error,
  optional,
  aside,
  className,
  leading,
  trailing,
  controlSize = "default",
  ...input
}: TextFieldProps) {
  return (
    <Field {...({ label, ariaLabel, help, error, optional, aside, className } as FieldProps)}>
      {(control) => (
        <span className="relative block">
          {leading && (
            <span className="pointer-events-none absolute inset-y-0 left-2.5 grid place-items-center text-fg-3">
              {leading}
            </span>
          )}
          <input
            {...control}
            {...input}
            className={cn(CONTROL, HEIGHT[controlSize], leading && "pl-8", trailing && "pr-9")}
          />
          {trailing && <span className="absolute inset-y-0 right-1 grid place-items-center">{trailing}</span>}
        </span>
      )}
    </Field>
  );
}

/** A password that is typed now; see `SecretField` for one that is stored. */
export function PasswordField(props: Omit<TextFieldProps, "type" | "trailing">) {
  const [shown, setShown] = useState(false);
  const texts = useUiTexts();
  return (
    <TextField
      {...props}
      type={shown ? "text" : "password"}
      trailing={
        <IconButton
          size="inline"
          label={shown ? texts.hide : texts.show}
          icon={shown ? <EyeOff size={14} /> : <Eye size={14} />}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}

/** A stored secret is never read back: it shows its mask and can only be replaced. */
export function SecretField({
  masked,
  value,
  onValueChange,
  ...rest
}: Omit<TextFieldProps, "value" | "onChange" | "type"> & {
  masked?: string | undefined;
  value: string | undefined;
  onValueChange: (value: string | undefined) => void;
}) {
  const texts = useUiTexts();
  const stored = masked !== undefined && value === undefined;
  if (stored) {
    return (
      <TextField
        {...rest}
        readOnly
        value={masked}
        trailing={
          <Button size="inline" variant="ghost" onClick={() => onValueChange("")}>
            {texts.replace}
          </Button>
        }
      />
    );
  }
  return (
    <PasswordField
      {...rest}
      autoComplete="off"
      value={value ?? ""}
      onChange={(event) => onValueChange(event.target.value)}
    />
  );
}

export function NumberField({
  value,
  onValueChange,
  unit,
  ...rest
}: Omit<TextFieldProps, "value" | "onChange" | "type"> & {
  value: number | null;
  onValueChange: (value: number | null) => void;
  unit?: string;
}) {
  return (
    <TextField
      {...rest}
      type="number"
      inputMode="decimal"
      value={value ?? ""}
      trailing={unit && <span className="pr-1.5 text-small text-fg-3">{unit}</span>}
      onChange={(event) => onValueChange(event.target.value === "" ? null : Number(event.target.value))}
    />
  );
}

type TextAreaProps = FieldProps & Omit<ComponentProps<"textarea">, "className"> & { maxRows?: number; mono?: boolean };

/** Grows with its text up to `maxRows`. */
export function TextArea({
  label,
  ariaLabel,
  help,
  error,
  optional,
  aside,
  className,
  maxRows = 12,
  mono = false,
  rows = 3,
  ...area
}: TextAreaProps) {
  const ref = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight + 2, maxRows * 20 + 14)}px`;
  }, [area.value, maxRows]);
  return (
    <Field {...({ label, ariaLabel, help, error, optional, aside, className } as FieldProps)}>
      {(control) => (
        <textarea
          ref={ref}
          rows={rows}
          {...control}
          {...area}
          className={cn(CONTROL, "block resize-none px-2.5 py-1.5", mono && "font-mono text-small")}
        />
      )}
    </Field>
  );
}
