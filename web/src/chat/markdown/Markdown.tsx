import { memo, useMemo, type ReactNode } from "react";
import ReactMarkdown, { defaultUrlTransform, type Components, type Options } from "react-markdown";
import remarkGfm from "remark-gfm";
import { splitBlocks } from "./blocks";
import { Code } from "./Code";
import { useParts } from "./parts";
import { useSay } from "./say";
import "./markdown.css";

const COMPONENTS: Components = {
  pre: ({ children }) => <>{children}</>,
  code: Code,
  a: ({ href, children }) =>
    href?.startsWith("abbr:") ? (
      <SayLink>{children}</SayLink>
    ) : (
      <a href={href} target="_blank" rel="noreferrer noopener">
        {children}
      </a>
    ),
  table: ({ children }) => (
    // A scrolling region must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="md-table" tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
  img: ({ src, alt }) => <img src={src} alt={alt ?? ""} loading="lazy" />,
};

/** `[text](abbr:name)`: says its text in the conversation. */
function SayLink({ children }: { children: ReactNode }) {
  const talk = useSay();
  return (
    <button
      type="button"
      className="md-say"
      aria-disabled={!talk || talk.busy || undefined}
      onClick={(event) => {
        if (!talk?.busy) talk?.say(event.currentTarget.textContent.trim());
      }}
    >
      {children}
    </button>
  );
}

/** Addresses of links; those that speak in the conversation besides the usual ones. */
const urlOf = (url: string): string => (url.startsWith("abbr:") ? url : defaultUrlTransform(url));

/** Markdown as it streams in: finished blocks are never parsed again, only the last one is. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  const blocks = useMemo(() => splitBlocks(text), [text]);
  return (
    <div className="md">
      {blocks.map((block, index) => (
        <Block key={index} text={block} />
      ))}
    </div>
  );
});

const Block = memo(function Block({ text }: { text: string }) {
  const parts = useParts(text);
  const remark: Options["remarkPlugins"] = parts.math ? [remarkGfm, parts.math.remark] : [remarkGfm];
  const rehype: Options["rehypePlugins"] = [
    ...(parts.html
      ? [parts.html.raw, [parts.html.sanitize, parts.html.schema] as [typeof parts.html.sanitize, unknown]]
      : []),
    ...(parts.math ? [parts.math.rehype] : []),
  ];
  return (
    <ReactMarkdown
      components={parts.html ? { ...COMPONENTS, ...parts.html.components } : COMPONENTS}
      urlTransform={urlOf}
      remarkPlugins={remark}
      rehypePlugins={rehype}
    >
      {text}
    </ReactMarkdown>
  );
});
