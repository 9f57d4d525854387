import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";

export type MenuEntry =
  | "separator"
  | { heading: string }
  | {
      label: ReactNode;
      icon?: ReactNode;
      hint?: ReactNode;
      checked?: boolean;
      danger?: boolean;
      disabled?: boolean;
      onSelect: () => void;
    };

export const panel =
  "z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 animate-fade overflow-y-auto rounded-card border bg-surface p-1 shadow-float";
const row =
  "flex min-h-8 w-full items-center gap-2 rounded-control px-2 py-1 text-left text-base text-fg outline-none select-none data-disabled:text-fg-disabled data-highlighted:bg-hover";

/** A button's menu: entries are data, so that toolbar, menu and palette can share them. */
export function Menu({
  trigger,
  entries,
  align = "end",
  header,
  side = "bottom",
}: {
  trigger: ReactNode;
  entries: readonly MenuEntry[];
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
  header?: ReactNode;
}) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className={panel}
          onClick={(event) => event.stopPropagation()}
        >
          {header}
          {entries.map((entry, index) => (
            <MenuRow key={index} entry={entry} />
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuRow({ entry }: { entry: MenuEntry }) {
  if (entry === "separator") return <Radix.Separator className="my-1 h-px bg-line" />;
  if ("heading" in entry) {
    return <Radix.Label className="px-2 pt-1.5 pb-0.5 text-meta font-medium text-fg-3">{entry.heading}</Radix.Label>;
  }
  const { label, icon, hint, checked, danger, disabled = false, onSelect } = entry;
  const content = (
    <>
      {icon && <span className="grid w-4 place-items-center text-fg-3 [.danger_&]:text-bad">{icon}</span>}
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {hint && <span className="pl-4 text-small text-fg-3">{hint}</span>}
      {checked !== undefined && (
        <Check size={14} aria-hidden className={cn("text-accent-text", !checked && "invisible")} />
      )}
    </>
  );
  const className = cn(row, danger && "danger text-bad");
  return checked === undefined ? (
    <Radix.Item className={className} disabled={disabled} onSelect={onSelect}>
      {content}
    </Radix.Item>
  ) : (
    <Radix.CheckboxItem className={className} disabled={disabled} checked={checked} onSelect={onSelect}>
      {content}
    </Radix.CheckboxItem>
  );
}
