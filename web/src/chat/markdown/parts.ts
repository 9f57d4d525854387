import { useEffect, useState } from "react";
import type rehypeSanitize from "rehype-sanitize";
import type { Pluggable } from "unified";

/** Parts of the Markdown renderer that are loaded only when a block needs them. */
interface Parts {
  math: { remark: Pluggable; rehype: Pluggable } | null;
  html: { raw: Pluggable; sanitize: typeof rehypeSanitize; schema: unknown } | null;
}

const MATH = /\$\$|\$[^\s$][^$\n]*\$|\\\(|\\\[/;
const HTML = /<\/?[A-Za-z][\w-]*(\s[^<>]*)?\/?>/;

const loaded: Parts = { math: null, html: null };

/** What a block needs beyond plain Markdown, as far as it is there; the rest comes with a later render. */
export function useParts(text: string): Parts {
  const math = MATH.test(text);
  const html = HTML.test(text);
  const [, arrived] = useState(0);
  useEffect(() => {
    let gone = false;
    const tell = () => {
      if (!gone) arrived((count) => count + 1);
    };
    if (math && !loaded.math) void loadMath().then(tell);
    if (html && !loaded.html) void loadHtml().then(tell);
    return () => {
      gone = true;
    };
  }, [math, html]);
  return { math: math ? loaded.math : null, html: html ? loaded.html : null };
}

async function loadMath(): Promise<void> {
  const [remark, rehype] = await Promise.all([
    import("remark-math"),
    import("rehype-katex"),
    import("katex/dist/katex.min.css"),
  ]);
  loaded.math = { remark: remark.default, rehype: rehype.default };
}

async function loadHtml(): Promise<void> {
  const [raw, clean] = await Promise.all([import("rehype-raw"), import("rehype-sanitize")]);
  const base = clean.defaultSchema;
  loaded.html = {
    raw: raw.default,
    sanitize: clean.default,
    // Classes carry the language of code and the marks of formulas; players and folds are part of answers.
    schema: {
      ...base,
      clobberPrefix: "",
      tagNames: [...(base.tagNames ?? []), "audio", "video", "source", "mark", "u", "center", "figure", "figcaption"],
      attributes: {
        ...base.attributes,
        "*": [...(base.attributes?.["*"] ?? []), "className", "align"],
        audio: ["src", "controls"],
        video: ["src", "controls", "width", "height", "poster"],
        source: ["src", "type"],
        details: ["open"],
      },
    },
  };
}
