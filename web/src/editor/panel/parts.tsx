import { ChevronRight, CircleHelp } from "lucide-react";
import { useId, useState, type ReactNode } from "react";
import { cn } from "@/ui/cn";
import { Switch } from "@/ui/Choice";
import { Tooltip } from "@/ui/Tooltip";
import { usePanel } from "./panel";

export function Help({ text }: { text: string }) {
  return (
    <Tooltip text={text}>
      <button type="button" aria-label={text} className="shrink-0 rounded-full text-fg-3 hover:text-fg">
        <CircleHelp size={13} aria-hidden />
      </button>
    </Tooltip>
  );
}

/** A part of a panel under its title. */
export function Section({
  title,
  help,
  actions,
  required = false,
  children,
}: {
  title: ReactNode;
  help?: string | undefined;
  actions?: ReactNode;
  required?: boolean;
  children?: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="min-w-0">
      <header className="mb-1.5 flex min-h-6 items-center gap-1.5">
        <h3 id={id} className="text-base font-semibold text-fg">
          {title}
          {required && (
            <span aria-hidden className="ml-0.5 text-bad">
              *
            </span>
          )}
        </h3>
        {help && <Help text={help} />}
        <span className="flex-1" />
        {actions}
      </header>
      {children}
    </section>
  );
}

/** A part that is off or on; what belongs to it shows while it is on. */
export function SwitchSection({
  title,
  help,
  checked,
  onChange,
  disabled = false,
  children,
}: {
  title: string;
  help?: string | undefined;
  checked: boolean;
  onChange: (on: boolean) => void;
  disabled?: boolean;
  children?: ReactNode;
}) {
  const { readOnly } = usePanel();
  return (
    <Section
      title={title}
      help={help}
      actions={
        <Switch hideLabel label={title} checked={checked} disabled={readOnly || disabled} onCheckedChange={onChange} />
      }
    >
      {checked && children && <div className="flex flex-col gap-3">{children}</div>}
    </Section>
  );
}

/** A part that is folded until it is asked for, or holds something. */
export function Fold({ title, open: first, children }: { title: string; open: boolean; children: ReactNode }) {
  const [open, setOpen] = useState(first);
  const id = useId();
  return (
    <section>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="flex h-7 items-center gap-1 text-base font-semibold text-fg"
      >
        <ChevronRight size={14} aria-hidden className={cn("text-fg-3", open && "rotate-90")} />
        {title}
      </button>
      {open && (
        <div id={id} className="flex flex-col gap-5 pt-2">
          {children}
        </div>
      )}
    </section>
  );
}

export const Nothing = ({ children }: { children: ReactNode }) => <p className="text-base text-fg-3">{children}</p>;
export const Wrong = ({ children }: { children: ReactNode }) => (
  <p role="alert" className="mt-1 text-small text-bad">
    {children}
  </p>
);
