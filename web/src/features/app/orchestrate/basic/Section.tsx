import { CircleHelp } from "lucide-react";
import { useId, type ReactNode } from "react";
import { Tooltip } from "@/ui";

/** A part of the settings side: a title with its actions, and what belongs to it. */
export function Section({
  title,
  help,
  count,
  actions,
  children,
}: {
  title: string;
  help?: string;
  count?: number | undefined;
  actions?: ReactNode;
  children?: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="rounded-card border border-line bg-surface">
      <header className="flex min-h-11 flex-wrap items-center gap-x-2 gap-y-1 py-1.5 pr-2 pl-4">
        <h2 id={id} className="text-base font-semibold text-fg">
          {title}
        </h2>
        {count !== undefined && count > 0 && <span className="tabular text-small text-fg-3">{count}</span>}
        {help && (
          <Tooltip text={help}>
            <button type="button" aria-label={help} className="rounded-full text-fg-3 hover:text-fg">
              <CircleHelp size={14} aria-hidden />
            </button>
          </Tooltip>
        )}
        <span className="flex-1" />
        {actions}
      </header>
      {children}
    </section>
  );
}

/** What a part without content says. */
export const Nothing = ({ children }: { children: ReactNode }) => (
  <p className="px-4 pb-3.5 text-base text-fg-3">{children}</p>
);
