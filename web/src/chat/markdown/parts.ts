import { useEffect, useState } from "react";
import type { Components } from "react-markdown";
import type rehypeSanitize from "rehype-sanitize";
import type { Pluggable } from "unified";

/** Parts of the Markdown renderer that are loaded only when a block needs them. */
interface Parts {
  math: { remark: Pluggable; rehype: Pluggable } | null;
  html: { raw: Pluggable; sanitize: typeof rehypeSanitize; schema: unknown; components: Components } | null;
}

const MATH = /\$\$|\$[^\s$][^$\n]*\$|\\\(|\\\[/;
const HTML = /<\/?[A-Za-z][\w-]*(\s[^<>]*)?\/?>/;

const TAGS = [
  ...["audio", "video", "source", "mark", "u", "center", "figure", "figcaption"],
  ...["button", "form", "input", "textarea", "label"],
];

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
  const [raw, clean, interactive] = await Promise.all([
    import("rehype-raw"),
    import("rehype-sanitize"),
    import("./Interactive"),
  ]);
  const base = clean.defaultSchema;
  loaded.html = {
    raw: raw.default,
    sanitize: clean.default,
    components: interactive.INTERACTIVE,
    // Classes carry the language of code and the marks of formulas; players, folds, buttons and forms are part of
    // answers. Fields are drawn anew from their description, so no attribute of theirs reaches the page as it is.
    schema: {
      ...base,
      clobberPrefix: "",
      tagNames: [...(base.tagNames ?? []), ...TAGS],
      required: {},
      protocols: { ...base.protocols, href: [...(base.protocols?.["href"] ?? []), "abbr"] },
      attributes: {
        ...base.attributes,
        "*": [...(base.attributes?.["*"] ?? []), "className", "align"],
        audio: ["src", "controls"],
        video: ["src", "controls", "width", "height", "poster"],
        source: ["src", "type"],
        details: ["open"],
        form: ["dataFormat"],
        button: ["dataMessage", "dataVariant", "dataSize", "dataLink"],
        input: ["type", "name", "value", "placeholder", "checked", "disabled", "dataOptions", "dataTip"],
        textarea: ["name", "value", "placeholder"],
        label: ["htmlFor"],
      },
    },
  };
}
