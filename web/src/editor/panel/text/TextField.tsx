import { Braces, Maximize2 } from "lucide-react";
import { useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import { cn } from "@/ui/cn";
import { CopyButton } from "@/ui/CopyButton";
import { Dialog } from "@/ui/Dialog";
import { VariablePicker } from "../fields/VariablePicker";
import { usePanel } from "../panel";
import { TextBox, type TextBoxProps } from "./TextBox";
import type { TextHandle } from "./TextView";

interface Extra {
  help?: ReactNode;
  error?: ReactNode;
}

/** A text with variables on one line, or a few. */
export function TemplateField({
  title,
  help,
  error,
  className,
  multiline = false,
  ...box
}: TextBoxProps & Extra & { title?: ReactNode }) {
  const { t } = useTranslation("panels");
  const { readOnly } = usePanel();
  const text = useRef<TextHandle>(null);
  return (
    <div className={cn("min-w-0", className)}>
      {title !== undefined && <div className="mb-1 text-base font-medium text-fg">{title}</div>}
      <div className="group/field relative">
        <TextBox
          {...box}
          multiline={multiline}
          ref={text}
          invalid={Boolean(error)}
          className={cn(!multiline && "pr-8", multiline && "[&_.cm-content]:min-h-14 [&_.cm-scroller]:max-h-60")}
        />
        {!readOnly && !box.plain && (
          <span className="absolute top-1 right-1">
            <VariablePicker
              types={box.types}
              {...(box.inside ? { inside: true } : {})}
              trigger={<IconButton size="inline" label={t("insert")} icon={<Braces size={12} />} />}
              onChoose={(one) => text.current?.insert(`{{#${one.selector.join(".")}#}}`)}
            />
          </span>
        )}
      </div>
      {error ? (
        <p role="alert" className="mt-1 text-small text-bad">
          {error}
        </p>
      ) : (
        help && <p className="mt-1 text-small text-fg-3">{help}</p>
      )}
    </div>
  );
}

/** A long text or code under a bar with its name and its actions; opens over the whole page as well. */
export function TextCard({
  title,
  actions,
  footer,
  help,
  error,
  minHeight = 80,
  ...box
}: TextBoxProps & Extra & { title: ReactNode; actions?: ReactNode; footer?: ReactNode; minHeight?: number }) {
  const { t } = useTranslation("panels");
  const { readOnly } = usePanel();
  const text = useRef<TextHandle>(null);
  const [full, setFull] = useState(false);
  const code = box.language !== undefined && box.language !== "jinja";
  const tools = (
    <>
      {actions}
      {!readOnly && !box.plain && (
        <VariablePicker
          types={box.types}
          {...(box.inside ? { inside: true } : {})}
          trigger={<IconButton size="inline" label={t("insert")} icon={<Braces size={12} />} />}
          onChoose={(one) => text.current?.insert(`{{#${one.selector.join(".")}#}}`)}
        />
      )}
      <CopyButton text={box.value} />
    </>
  );
  return (
    // The shortcut counts for everything inside, and the button says it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="group"
      aria-label={box.label}
      onKeyDown={(event) => {
        if (event.key.toLowerCase() === "e" && event.shiftKey && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          setFull(true);
        }
      }}
      className={cn(
        "min-w-0 rounded-control border border-line-strong/70 focus-within:border-accent hover:border-line-strong",
        error ? "border-bad" : "",
      )}
    >
      <div className="flex min-h-8 items-center gap-0.5 border-b border-line bg-sunken pr-1 pl-2.5 rounded-t-control">
        <span className="flex min-w-0 flex-1 items-center gap-2 text-small font-medium text-fg-2">{title}</span>
        {tools}
        <IconButton
          size="inline"
          label={t("fullScreen")}
          shortcut="Ctrl+Shift+E"
          icon={<Maximize2 size={12} />}
          onClick={() => setFull(true)}
        />
      </div>
      {!full && (
        <div style={{ "--least": `${minHeight}px` } as React.CSSProperties}>
          <TextBox
            {...box}
            bare
            ref={text}
            className="rounded-b-control bg-surface [&_.cm-content]:min-h-(--least) [&_.cm-scroller]:max-h-[420px]"
          />
        </div>
      )}
      {footer && <div className="border-t border-line px-2.5 py-1 text-small text-fg-3">{footer}</div>}
      {(error || help) && (
        <p
          role={error ? "alert" : undefined}
          className={cn("px-2.5 pb-1.5 text-small", error ? "text-bad" : "text-fg-3")}
        >
          {error || help}
        </p>
      )}
      {full && (
        <Dialog open onOpenChange={setFull} title={box.label} size="full">
          <TextBox
            {...box}
            autoFocus
            ref={text}
            className={cn(
              "[&_.cm-content]:min-h-[60vh] [&_.cm-scroller]:max-h-[74vh]",
              !code && "[&_.cm-scroller]:text-read",
            )}
          />
        </Dialog>
      )}
    </div>
  );
}
