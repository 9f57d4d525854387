import { useTranslation } from "react-i18next";
import type { Comparison as Found, NodeChange } from "@/editor/compare";
import { Badge } from "@/ui/Badge";

const TONES = { added: "ok", removed: "bad", changed: "warn" } as const;
const shown = (value: unknown): string =>
  value === undefined ? "–" : typeof value === "string" ? value : JSON.stringify(value, null, 2);

/** What differs between two states, node by node; with `detail` the settings of each. */
export function Comparison({
  found,
  locate,
  detail = false,
}: {
  found: Found;
  locate?: (node: string) => void;
  detail?: boolean;
}) {
  const { t } = useTranslation("orchestrate");
  return (
    <ul className="flex flex-col gap-1">
      {found.nodes.map((node) => (
        <li key={node.id}>
          <Line node={node} locate={locate} />
          {detail && node.kind === "changed" && <Fields node={node} />}
        </li>
      ))}
      {found.edges > 0 && <li className="text-base text-fg-2">{t("compare.edges", { count: found.edges })}</li>}
      {found.others.map((one) => (
        <li key={one} className="text-base text-fg-2">
          {t(`compare.${one}`)}
        </li>
      ))}
    </ul>
  );
}

function Line({ node, locate }: { node: NodeChange; locate: ((node: string) => void) | undefined }) {
  const { t } = useTranslation("orchestrate");
  const title = node.title || t("compare.note");
  const line = (
    <>
      <Badge tone={TONES[node.kind]}>{t(`compare.${node.kind}`)}</Badge>
      <span className="min-w-0 truncate" title={title}>
        {title}
      </span>
    </>
  );
  if (!locate || node.kind === "removed") return <span className="flex items-center gap-2 text-base">{line}</span>;
  return (
    <button type="button" className="flex items-center gap-2 text-base hover:underline" onClick={() => locate(node.id)}>
      {line}
    </button>
  );
}

function Fields({ node }: { node: NodeChange }) {
  return (
    <dl className="mt-1 mb-2 flex flex-col gap-2 border-l-2 border-line pl-3">
      {node.fields.map((field) => (
        <div key={field.name}>
          <dt className="font-mono text-small text-fg-2">{field.name}</dt>
          <dd className="grid gap-1">
            <pre className="max-h-32 overflow-auto rounded-control bg-bad-soft p-1.5 font-mono text-meta break-words whitespace-pre-wrap">
              {shown(field.before)}
            </pre>
            <pre className="max-h-32 overflow-auto rounded-control bg-ok-soft p-1.5 font-mono text-meta break-words whitespace-pre-wrap">
              {shown(field.after)}
            </pre>
          </dd>
        </div>
      ))}
    </dl>
  );
}
