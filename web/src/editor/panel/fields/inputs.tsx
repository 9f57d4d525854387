import type { ComponentProps } from "react";
import { NumberField, TextArea, TextField } from "@/ui/TextField";
import { usePanel } from "../panel";
import { useDraft } from "../useDraft";

type TextProps = Omit<ComponentProps<typeof TextField>, "value" | "onChange" | "onBlur"> & {
  value: string;
  onChange: (value: string) => void;
};

/** One line of plain text. */
export function TextInput({ value, onChange, ...rest }: TextProps) {
  const { readOnly } = usePanel();
  const [typed, set, flush] = useDraft(value, onChange);
  return (
    <TextField
      {...rest}
      value={typed}
      readOnly={readOnly}
      spellCheck={false}
      onChange={(event) => set(event.target.value)}
      onBlur={flush}
    />
  );
}

type AreaProps = Omit<ComponentProps<typeof TextArea>, "value" | "onChange" | "onBlur"> & {
  value: string;
  onChange: (value: string) => void;
};

export function AreaInput({ value, onChange, ...rest }: AreaProps) {
  const { readOnly } = usePanel();
  const [typed, set, flush] = useDraft(value, onChange);
  return (
    <TextArea
      {...rest}
      value={typed}
      readOnly={readOnly}
      onChange={(event) => set(event.target.value)}
      onBlur={flush}
    />
  );
}

type NumberProps = Omit<ComponentProps<typeof NumberField>, "value" | "onValueChange" | "onBlur"> & {
  value: number | null;
  onChange: (value: number | null) => void;
};

export function NumberInput({ value, onChange, ...rest }: NumberProps) {
  const { readOnly } = usePanel();
  const [typed, set, flush] = useDraft(value, onChange);
  return <NumberField {...rest} value={typed} readOnly={readOnly} onValueChange={set} onBlur={flush} />;
}

/** A number between two bounds: a slider beside the number. */
export function SliderInput({
  label,
  ariaLabel,
  value,
  onChange,
  min,
  max,
  step = 1,
  help,
}: {
  label?: string;
  ariaLabel?: string;
  value: number;
  onChange: (value: number) => void;
  min: number;
  max: number;
  step?: number;
  help?: string;
}) {
  const { readOnly } = usePanel();
  const [typed, set, flush] = useDraft(value, onChange);
  return (
    <div>
      {label !== undefined && <div className="mb-1 text-base font-medium text-fg">{label}</div>}
      <div className="flex items-center gap-3">
        <input
          type="range"
          aria-label={label ?? ariaLabel}
          className="h-4 min-w-0 flex-1 accent-accent"
          {...{ min, max, step }}
          disabled={readOnly}
          value={typed}
          onChange={(event) => set(Number(event.target.value))}
          onBlur={flush}
        />
        <NumberField
          className="w-24"
          ariaLabel={label ?? ariaLabel ?? ""}
          {...{ min, max, step }}
          readOnly={readOnly}
          value={typed}
          onValueChange={(next) => next !== null && set(Math.min(max, Math.max(min, next)))}
          onBlur={flush}
        />
      </div>
      {help && <p className="mt-1 text-small text-fg-3">{help}</p>}
    </div>
  );
}
