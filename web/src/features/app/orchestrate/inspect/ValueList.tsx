import { Crosshair, RotateCcw } from "lucide-react";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { DraftVariable } from "@/api/debug";
import { FamilyIcon } from "@/editor/components/Card";
import { keyOf, type Entry, type EntryGroup } from "@/editor/inspect/groups";
import { oneLine } from "@/editor/inspect/written";
import { Badge } from "@/ui/Badge";
import { IconButton } from "@/ui/Button";
import { cn } from "@/ui/cn";

export type Shown = DraftVariable & Entry;

interface Props {
  groups: readonly EntryGroup<Shown>[];
  chosen: string | null;
  choose: (key: string) => void;
  locate: (node: string) => void;
  forget: ((node: string) => void) | null;
}

/** Values under the node that gave them; arrow keys walk through them. */
export function ValueList({ groups, chosen, choose, locate, forget }: Props) {
  const { t } = useTranslation("panels");
  return (
    <div className="flex flex-col py-1">
      {groups.map((group) => (
        <section key={group.id} aria-label={titleOf(group, t)}>
          <header className="flex h-8 items-center gap-1.5 pr-2 pl-4">
            {group.kind === "node" && <FamilyIcon type={group.type} />}
            <h3 className="min-w-0 flex-1 truncate text-small font-semibold text-fg-2">{titleOf(group, t)}</h3>
            {group.stale && <Badge tone="warn">{t("inspect.stale.short")}</Badge>}
            {group.kind === "node" && (
              <IconButton
                size="inline"
                label={t("inspect.locate", { name: titleOf(group, t) })}
                icon={<Crosshair size={13} />}
                onClick={() => locate(group.id)}
              />
            )}
            {forget !== null && group.kind !== "environment" && (
              <IconButton
                size="inline"
                label={t("inspect.forget", { name: titleOf(group, t) })}
                icon={<RotateCcw size={13} />}
                onClick={() => forget(group.id)}
              />
            )}
          </header>
          <ul>
            {group.entries.map((entry) => (
              <li key={entry.name}>
                <button
                  type="button"
                  data-value
                  aria-current={keyOf(entry) === chosen || undefined}
                  onClick={() => choose(keyOf(entry))}
                  onKeyDown={walk}
                  className={cn(
                    "flex min-h-8 w-full items-center gap-2 px-4 pl-9 text-left hover:bg-hover",
                    keyOf(entry) === chosen && "bg-selected hover:bg-selected",
                  )}
                >
                  <span className="max-w-[50%] shrink-0 truncate font-mono text-small text-fg" title={entry.name}>
                    {entry.name}
                  </span>
                  {entry.edited === true && (
                    <span
                      role="img"
                      aria-label={t("inspect.edited")}
                      className="size-1.5 shrink-0 rounded-full bg-accent"
                    />
                  )}
                  <span className="shrink-0 text-meta text-fg-3">{entry.type}</span>
                  <span className="min-w-0 flex-1 truncate text-right text-small text-fg-2">
                    {oneLine(entry.value, entry.text)}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

type Say = ReturnType<typeof useTranslation<"panels">>["t"];

function titleOf(group: EntryGroup<Shown>, t: Say): string {
  return group.kind === "node" ? group.title || group.id : t(`inspect.group.${group.kind}`);
}

/** Up and down between the values. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (by === 0) return;
  const list = event.currentTarget.closest("div")?.querySelectorAll<HTMLElement>("[data-value]");
  const all = [...(list ?? [])];
  const next = all[all.indexOf(event.currentTarget) + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
