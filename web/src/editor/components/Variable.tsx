import { Braces, Cog, Globe2, MessagesSquare } from "lucide-react";
import { memo } from "react";
import { useEditor } from "../context";
import { templateParts } from "../template";

const SPECIAL = { sys: Cog, env: Globe2, conversation: MessagesSquare } as const;

/** A reference to a variable as a chip: the node's title and the variable's name. */
export const Variable = memo(function Variable({ selector }: { selector: readonly string[] }) {
  const [node = "", ...rest] = selector;
  const title = useEditor((state) => state.document.nodes[node]?.title);
  const type = useEditor((state) => state.document.nodes[node]?.type);
  if (node === "") return null;
  const special = node in SPECIAL ? SPECIAL[node as keyof typeof SPECIAL] : null;
  const Icon = special ?? Braces;
  const broken = special === null && title === undefined;
  // The icon says that it is a conversation or environment variable.
  const name = node === "sys" ? selector.join(".") : rest.join(".");
  return (
    <span className="nd-var" data-broken={broken || undefined} title={`{{#${selector.join(".")}#}}`}>
      <Icon size={11} aria-hidden />
      {special === null && <span className="nd-var-node">{title || type || node}</span>}
      {special === null && <span aria-hidden>/</span>}
      <span className="nd-var-name">{name}</span>
    </span>
  );
});

/** A template with its references drawn as chips. */
export const Template = memo(function Template({ text }: { text: string }) {
  return (
    <>
      {templateParts(text).map((part, index) =>
        part.kind === "text" ? <span key={index}>{part.text}</span> : <Variable key={index} selector={part.selector} />,
      )}
    </>
  );
});
