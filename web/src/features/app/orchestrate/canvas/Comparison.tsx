import { useTranslation } from "react-i18next";
import type { Comparison as Found, NodeChange } from "@/editor/compare";
import { Badge } from "@/ui/Badge";
import { Diff } from "@/ui/Diff";

const TONES = { added: "ok", removed: "bad", changed: "warn" } as const;
const shown = (value: unknown): string =>
  value === undefined ? "–" : typeof value === "string" ? value : JSON.stringify(value, null, 2);

/** What differs between two states, node by node; with `detail` the settings of each. */
export function Comparison({
  found,
  locate,
  detail = false,
  gone = false,
}: {
  found: Found;
  locate?: (node: string) => void;
  detail?: boolean;
  /** What went is on the canvas as well. */
  gone?: boolean;
}) {
  const { t } = useTranslation("orchestrate");
  return (
    <ul className="flex flex-col gap-1">
      {found.nodes.map((node) => (
        <li key={node.id}>
          <Line node={node} locate={node.kind === "removed" && !gone ? undefined : locate} />
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
  if (!locate) return <span className="flex items-center gap-2 text-base">{line}</span>;
  return (
    <button type="button" className="flex items-center gap-2 text-base hover:underline" onClick={() => locate(node.id)}>
      {line}
    </button>
  );
}

function Fields({ node }: { node: NodeChange }) {
  const { t } = useTranslation("orchestrate");
  return (
    <dl className="mt-1 mb-2 flex flex-col gap-2 border-l-2 border-line pl-3">
      {node.fields.map((field) => (
        <div key={field.name}>
          <dt className="font-mono text-small text-fg-2">{field.name}</dt>
          <dd>
            <Diff
              before={shown(field.before)}
              after={shown(field.after)}
              label={`${node.title} ${field.name}`}
              words={{ added: t("versions.after"), removed: t("versions.before") }}
              className="max-h-64 rounded-control border border-line py-1 text-meta"
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}
