import type { Element, ElementContent } from "hast";
import { useId, useMemo, useState, type ReactNode } from "react";
import type { Components } from "react-markdown";
import { useTranslation } from "react-i18next";
import { Button, type ButtonProps } from "@/ui/Button";
import { cn } from "@/ui/cn";
import { CONTROL } from "@/ui/Field";
import { attribute, fieldOf, fieldsOf, labelsOf, messageOf, optionsOf, textIn, type Value } from "./fields";
import { useSay } from "./say";

const VARIANTS: Record<string, { variant: ButtonProps["variant"]; className?: string }> = {
  primary: { variant: "primary" },
  warning: { variant: "danger" },
  danger: { variant: "danger" },
  "secondary-accent": { variant: "secondary", className: "text-accent-text" },
  ghost: { variant: "ghost" },
  "ghost-accent": { variant: "ghost", className: "text-accent-text" },
  tertiary: { variant: "ghost", className: "bg-hover text-fg" },
};
const SIZES: Record<string, ButtonProps["size"]> = { small: "compact", medium: "default", large: "touch" };

function looksOf(node: Element): Pick<ButtonProps, "variant" | "size" | "className"> {
  const looks = VARIANTS[attribute(node, "dataVariant")] ?? { variant: "secondary" };
  return {
    variant: looks.variant,
    size: SIZES[attribute(node, "dataSize")] ?? "default",
    className: cn("my-1 mr-2", looks.className),
  };
}

/** Says its message for the person, or opens its address. */
function AnswerButton({ node }: { node?: Element | undefined }) {
  const talk = useSay();
  if (!node) return null;
  const text = textIn(node).trim();
  const link = attribute(node, "dataLink");
  if (/^https?:\/\//i.test(link)) {
    return (
      <Button asChild {...looksOf(node)}>
        <a href={link} target="_blank" rel="noreferrer noopener">
          {text}
        </a>
      </Button>
    );
  }
  const message = attribute(node, "dataMessage") || text;
  return (
    <Button {...looksOf(node)} disabled={!talk || talk.busy || message === ""} onClick={() => talk?.say(message)}>
      {text}
    </Button>
  );
}

/** A form in an answer; what was filled in is the person's next message. */
function AnswerForm({ node }: { node?: Element | undefined }) {
  const talk = useSay();
  const id = useId();
  const [values, setValues] = useState<Record<string, Value>>({});
  const fields = useMemo(() => (node ? fieldsOf(node) : []), [node]);
  const labelled = useMemo(() => new Set(node ? labelsOf(node) : []), [node]);
  const hidden = useMemo(() => new Set(fields.filter((one) => one.type === "hidden").map((one) => one.name)), [fields]);
  if (!node) return null;
  const set = (name: string, value: Value) => setValues((all) => ({ ...all, [name]: value }));
  const send = () => {
    if (talk && !talk.busy) talk.say(messageOf(attribute(node, "dataFormat"), fields, values));
  };
  return (
    <form
      noValidate
      className="my-2 flex max-w-[480px] flex-col gap-2 rounded-card border border-line p-4"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {node.children.map((child, index) => (
        <FormPart key={index} {...{ child, id, labelled, hidden, values, set, blocked: !talk || talk.busy }} />
      ))}
    </form>
  );
}

interface PartProps {
  child: ElementContent;
  id: string;
  /** Fields that a label names. */
  labelled: ReadonlySet<string>;
  hidden: ReadonlySet<string>;
  values: Readonly<Record<string, Value>>;
  set: (name: string, value: Value) => void;
  blocked: boolean;
}

const PLAIN = new Set(["p", "div", "span", "section", "fieldset", "strong", "em", "b", "i"]);

function FormPart(props: PartProps): ReactNode {
  const { child, id, blocked } = props;
  const { t } = useTranslation("chat");
  if (child.type === "text") return child.value.trim() === "" ? null : <span>{child.value.trim()}</span>;
  if (child.type !== "element") return null;
  switch (child.tagName) {
    case "label":
      return props.hidden.has(attribute(child, "htmlFor")) ? null : (
        <label htmlFor={`${id}${attribute(child, "htmlFor")}`} className="text-base font-medium text-fg">
          {textIn(child).trim()}
        </label>
      );
    case "button": {
      const looks = looksOf(child);
      return (
        <Button {...looks} className={cn(looks.className, "self-start")} type="submit" disabled={blocked}>
          {textIn(child).trim()}
        </Button>
      );
    }
    case "input":
    case "textarea":
      return <FormField {...props} node={child} />;
    case "br":
      return null;
  }
  if (PLAIN.has(child.tagName)) {
    return child.children.map((inner, index) => <FormPart key={index} {...props} child={inner} />);
  }
  return <span className="text-small text-warn">{t("unsupported", { tag: child.tagName })}</span>;
}

function FormField({ node, id, labelled, values, set }: PartProps & { node: Element }) {
  const { t } = useTranslation("chat");
  const field = fieldOf(node);
  if (!field) {
    const tag = `${node.tagName} ${attribute(node, "type") || attribute(node, "name")}`.trim();
    return <span className="text-small text-warn">{t("unsupported", { tag })}</span>;
  }
  const { name, type } = field;
  const value = values[name] ?? field.initial;
  const label = labelled.has(name) ? undefined : name;
  const common = { id: `${id}${name}`, name, "aria-label": label, placeholder: attribute(node, "placeholder") };
  const control = cn(CONTROL, "h-9");
  if (type === "hidden") return null;
  if (type === "checkbox") {
    return (
      <label className="flex items-center gap-2 text-base">
        <input
          id={common.id}
          name={name}
          type="checkbox"
          checked={value === true}
          onChange={(event) => set(name, event.target.checked)}
        />
        {attribute(node, "dataTip") || name}
      </label>
    );
  }
  if (type === "textarea") {
    return (
      <textarea
        {...common}
        rows={3}
        className={cn(CONTROL, "py-1.5")}
        value={String(value)}
        onChange={(event) => set(name, event.target.value)}
      />
    );
  }
  if (type === "select") {
    const options = optionsOf(node);
    return (
      <select
        id={common.id}
        name={name}
        aria-label={label}
        className={control}
        value={String(value)}
        onChange={(event) => set(name, event.target.value)}
      >
        {!options.includes(String(value)) && <option value="">{t("choose")}</option>}
        {options.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    );
  }
  return (
    <input
      {...common}
      type={type === "datetime" ? "datetime-local" : type}
      autoComplete="off"
      className={control}
      value={String(value)}
      onChange={(event) => set(name, event.target.value)}
    />
  );
}

/** Boxes of task lists stay what they are; any other field stands alone and says that it needs a form. */
function LooseInput({ node }: { node?: Element | undefined }) {
  const { t } = useTranslation("chat");
  if (!node) return null;
  if (attribute(node, "type") === "checkbox" && node.properties["disabled"] === true) {
    return <input type="checkbox" disabled checked={node.properties["checked"] === true} readOnly />;
  }
  return <span className="text-small text-warn">{t("unsupported", { tag: node.tagName })}</span>;
}

export const INTERACTIVE: Components = {
  button: AnswerButton,
  form: AnswerForm,
  input: LooseInput,
  textarea: LooseInput,
};
