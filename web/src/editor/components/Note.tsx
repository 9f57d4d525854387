import type { NodeProps } from "@xyflow/react";
import { memo, useMemo } from "react";
import { useEditor } from "../context";
import { readNote, type NoteSpan } from "../note";
import { text as asText } from "../raw";
import type { FlowNode } from "./flow";

/** A sticky note; it never runs and lies below the nodes. */
export const Note = memo(function Note({ id }: NodeProps<FlowNode>) {
  const node = useEditor((state) => state.document.nodes[id]);
  const stored = node?.data["text"];
  const blocks = useMemo(() => readNote(stored), [stored]);
  if (!node) return null;
  const author = node.data["showAuthor"] === true ? asText(node.data["author"]) : "";
  return (
    <div
      className="nd-sticky"
      data-theme-color={asText(node.data["theme"]) || "blue"}
      style={{ width: node.width, height: node.height }}
    >
      <div className="nd-sticky-text">
        {blocks.map((block, index) => (
          <p key={index} data-kind={block.kind}>
            {block.kind === "item" && <span className="nd-bullet">{block.ordered ? `${block.index}.` : "•"}</span>}
            {block.spans.map((span, at) => (
              <Span key={at} span={span} />
            ))}
          </p>
        ))}
      </div>
      {author !== "" && <div className="nd-sticky-author">{author}</div>}
    </div>
  );
});

function Span({ span }: { span: NoteSpan }) {
  const style = {
    fontWeight: span.bold ? 600 : undefined,
    fontStyle: span.italic ? "italic" : undefined,
    textDecoration: span.strike ? "line-through" : undefined,
  };
  if (span.href !== null && /^https?:/.test(span.href)) {
    return (
      <a className="nopan" href={span.href} target="_blank" rel="noreferrer noopener" style={style}>
        {span.text}
      </a>
    );
  }
  return span.code ? <code>{span.text}</code> : <span style={style}>{span.text}</span>;
}
