import { lazy, Suspense, useEffect, useLayoutEffect, useRef, useState, type Ref, type RefObject } from "react";
import { cn } from "@/ui/cn";
import { templateParts } from "../../template";
import { Chip } from "../fields/Chip";
import { usePanel } from "../panel";
import type { Trigger } from "./asking";
import type { CodeLanguage } from "./languages";
import type { TextHandle, TextViewProps } from "./TextView";

const TextView = lazy(() => import("./TextView"));

export interface TextBoxProps {
  ref?: Ref<TextHandle>;
  label: string;
  value: string;
  onChange: (value: string) => void;
  onType?: ((value: string) => void) | undefined;
  placeholder?: string | undefined;
  language?: CodeLanguage | undefined;
  names?: readonly string[] | undefined;
  /** Without references to variables. */
  plain?: boolean;
  types?: readonly string[] | undefined;
  specials?: readonly string[] | undefined;
  inside?: boolean;
  multiline?: boolean;
  autoFocus?: boolean;
  /** Without a border of its own. */
  bare?: boolean;
  invalid?: boolean;
  className?: string | undefined;
}

const NONE: readonly string[] = [];
const isCode = (language: CodeLanguage | undefined) => language !== undefined && language !== "jinja";

/** A text with chips, or code. Until the editor is there its text is shown still. */
export function TextBox({ ref, ...props }: TextBoxProps) {
  const { label, value, language, plain = false, multiline = true, bare = false, invalid = false } = props;
  const { scope, readOnly } = usePanel();
  const [ready, setReady] = useState(false);
  const held = useRef(false);
  // The panel is drawn first; editors follow in the next frame.
  useEffect(() => {
    const frame = requestAnimationFrame(() => setReady(true));
    return () => cancelAnimationFrame(frame);
  }, []);
  // In JSON and templates a single brace is a sign of its own.
  const trigger: Trigger = plain ? "none" : language !== undefined ? "double" : "single";
  const view: Omit<TextViewProps, "ref"> = {
    value,
    onCommit: props.onChange,
    onType: props.onType,
    label,
    placeholder: props.placeholder ?? "",
    readOnly,
    multiline,
    language,
    names: props.names ?? NONE,
    scope: plain ? undefined : scope,
    types: props.types,
    trigger,
    inside: props.inside ?? false,
    specials: props.specials ?? NONE,
    takesFocus: () => held.current || (props.autoFocus ?? false),
  };
  const still = (
    <Still value={value} label={label} code={isCode(language)} plain={plain} multiline={multiline} held={held} />
  );
  return (
    <div
      data-invalid={invalid || undefined}
      className={cn(
        "pn-text min-w-0",
        !bare &&
          "rounded-control border border-line-strong/70 bg-surface focus-within:border-accent focus-within:outline-2 focus-within:outline-accent hover:border-line-strong data-invalid:border-bad",
        isCode(language) && !bare && "bg-sunken",
        readOnly && "bg-sunken",
        props.className,
      )}
    >
      {ready ? (
        <Suspense fallback={still}>
          <TextView {...view} {...(ref ? { ref } : {})} />
        </Suspense>
      ) : (
        still
      )}
    </div>
  );
}

function Still({
  value,
  label,
  code,
  plain,
  multiline,
  held,
}: {
  value: string;
  label: string;
  code: boolean;
  plain: boolean;
  multiline: boolean;
  held: RefObject<boolean>;
}) {
  const box = useRef<HTMLDivElement>(null);
  // Who has clicked into the text already types into the editor that follows.
  useLayoutEffect(() => {
    const element = box.current;
    if (held.current) element?.focus();
    return () => {
      held.current = element !== null && document.activeElement === element;
    };
  }, [held]);
  return (
    <div
      ref={box}
      role="textbox"
      aria-label={label}
      aria-multiline={multiline}
      aria-busy
      tabIndex={0}
      className={cn(
        "px-2.5 py-1.5 text-base break-words whitespace-pre-wrap",
        code && "max-h-80 overflow-hidden pl-10 font-mono text-small whitespace-pre",
      )}
    >
      {plain || code
        ? value
        : templateParts(value.slice(0, 4000)).map((part, index) =>
            part.kind === "text" ? (
              <span key={index}>{part.text}</span>
            ) : (
              <Chip key={index} selector={part.selector} showType={false} />
            ),
          )}
      {"\u200b"}
    </div>
  );
}
