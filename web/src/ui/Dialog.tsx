import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { FormEvent, KeyboardEvent, ReactNode } from "react";
import { IconButton } from "./Button";
import { cn } from "./cn";
import { useUiTexts } from "./texts";

const WIDTH = {
  s: "max-w-[400px]",
  m: "max-w-[560px]",
  l: "max-w-[800px]",
  full: "max-w-[1120px] h-[calc(100dvh-64px)] max-sm:h-[calc(100dvh-16px)]",
};

/** The first field takes the focus; without one the dialog itself, so that no button shows its tooltip at once. */
function focusFirstField(event: Event) {
  event.preventDefault();
  const dialog = event.currentTarget as HTMLElement;
  const field = dialog.querySelector<HTMLElement>("input:not([type=file]):not(:read-only), textarea, [role=radio]");
  (field ?? dialog).focus();
}

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  size?: keyof typeof WIDTH;
  footer?: ReactNode;
  /** With it the dialog is a form: Enter in a one-line field or Ctrl+Enter anywhere submits. */
  onSubmit?: () => void;
  /** Asked before an unfinished dialog closes; `false` keeps it open. */
  mayClose?: () => boolean;
  children: ReactNode;
};

export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  size = "m",
  footer,
  onSubmit,
  mayClose,
  children,
}: Props) {
  const texts = useUiTexts();
  const change = (next: boolean) => {
    if (next || mayClose === undefined || mayClose()) onOpenChange(next);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    onSubmit?.();
  };
  const keys = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) {
      event.preventDefault();
      onSubmit?.();
    }
  };
  const body = (
    <>
      <header className="flex items-start gap-3 px-5 pt-4 pb-3">
        <div className="min-w-0 flex-1">
          <Radix.Title className="text-panel font-semibold text-fg">{title}</Radix.Title>
          {description && <Radix.Description className="mt-0.5 text-base text-fg-2">{description}</Radix.Description>}
        </div>
        <Radix.Close asChild>
          <IconButton label={texts.close} icon={<X size={16} />} size="compact" className="-mr-1.5" />
        </Radix.Close>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-4">{children}</div>
      {footer && <footer className="flex flex-wrap justify-end gap-2 border-t px-5 py-3">{footer}</footer>}
    </>
  );
  const layout = "flex min-h-0 flex-1 flex-col";
  return (
    <Radix.Root open={open} onOpenChange={change}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 grid animate-fade grid-cols-[minmax(0,1fr)] place-items-center overflow-y-auto bg-scrim p-4 max-sm:p-2">
          <Radix.Content
            {...(description ? {} : { "aria-describedby": undefined })}
            onKeyDown={keys}
            onOpenAutoFocus={focusFirstField}
            className={cn(
              "flex max-h-[calc(100dvh-32px)] w-full animate-rise max-sm:max-h-[calc(100dvh-16px)] flex-col rounded-dialog border bg-surface shadow-float outline-none",
              WIDTH[size],
            )}
          >
            {onSubmit ? (
              <form className={layout} noValidate onSubmit={submit}>
                {body}
              </form>
            ) : (
              <div className={layout}>{body}</div>
            )}
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  );
}
