/** A template cut into plain text and references. */
export type TemplatePart = { kind: "text"; text: string } | { kind: "variable"; selector: string[] };

const REFERENCE = /\{\{#([^{}#\n]{1,300})#\}\}/g;

/** Cut `{{#node.name#}}` out of a text; everything else stays as it is. */
export function templateParts(template: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (const match of template.matchAll(REFERENCE)) {
    if (match.index > from) parts.push({ kind: "text", text: template.slice(from, match.index) });
    parts.push({ kind: "variable", selector: (match[1] ?? "").split(".") });
    from = match.index + match[0].length;
  }
  if (from < template.length) parts.push({ kind: "text", text: template.slice(from) });
  return parts;
}
