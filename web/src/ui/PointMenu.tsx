import { DropdownMenu as Radix } from "radix-ui";
import { MenuRow, panel, type MenuEntry } from "./Menu";

/** A menu where the pointer was: the same entries as `Menu`, opened by a right click. */
export function PointMenu({
  at,
  label,
  entries,
  onClose,
}: {
  at: { x: number; y: number };
  label: string;
  entries: readonly MenuEntry[];
  onClose: () => void;
}) {
  return (
    <Radix.Root open modal={false} onOpenChange={(open) => !open && onClose()}>
      <Radix.Trigger asChild>
        <span aria-hidden className="pointer-events-none fixed size-0" style={{ left: at.x, top: at.y }} />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align="start"
          side="bottom"
          sideOffset={2}
          collisionPadding={8}
          className={panel}
          onCloseAutoFocus={(event) => event.preventDefault()}
          onContextMenu={(event) => event.preventDefault()}
        >
          {entries.map((entry, index) => (
            <MenuRow key={index} entry={entry} />
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
