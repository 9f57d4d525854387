import { useState } from "react";
import { AppIcon } from "./Avatar";
import { cn } from "./cn";
import { Popover } from "./Popover";
import { useUiTexts } from "./texts";

export type Icon = { icon: string; background: string };

const EMOJI = [
  ..."🤖💬💡🧠✨🚀📝📚🔍🌐🛠🎨📊📈📄📋🗂📧🔔🔗🔒🧩🧪🧭🎯🏷🏠🏢🏥🏫🛒💼💰💳⚖🩺🎓🎬🎵🎮📷🗺✈🚗🍳🌱🐱🐶🦉🐼🦊☕🔥⭐❤😀🤔",
];
export const ICON_BACKGROUNDS = [
  "#FFEAD5",
  "#FEF3C7",
  "#D1FAE5",
  "#CCFBF1",
  "#E0F2FE",
  "#E0EAFF",
  "#EDE9FE",
  "#FCE7F3",
  "#E4E4E7",
];
export const DEFAULT_ICON: Icon = { icon: "🤖", background: "#FFEAD5" };

/** An emoji on a coloured tile, chosen from a small board. */
export function IconPicker({
  value,
  onChange,
  label,
  size = 32,
}: {
  value: Icon;
  onChange: (icon: Icon) => void;
  label: string;
  size?: number;
}) {
  const texts = useUiTexts();
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label={label}
      open={open}
      onOpenChange={setOpen}
      className="w-72 p-3"
      trigger={
        <button
          type="button"
          aria-label={label}
          className="rounded-control border border-line-strong/60 hover:border-line-strong"
        >
          <AppIcon type="emoji" icon={value.icon} background={value.background} size={size - 2} />
        </button>
      }
    >
      <p className="mb-1 text-small font-medium text-fg-2">{texts.colour}</p>
      <div className="mb-3 flex flex-wrap gap-1.5">
        {ICON_BACKGROUNDS.map((background) => (
          <button
            key={background}
            type="button"
            aria-label={background}
            aria-pressed={background === value.background}
            onClick={() => onChange({ ...value, background })}
            className={cn(
              "size-6 rounded-chip border",
              background === value.background && "ring-2 ring-accent ring-offset-1 ring-offset-surface",
            )}
            style={{ backgroundColor: background }}
          />
        ))}
      </div>
      <p className="mb-1 text-small font-medium text-fg-2">{texts.icon}</p>
      <div className="grid grid-cols-8 gap-0.5">
        {EMOJI.filter((icon) => icon.trim() && icon !== "\uFE0F").map((icon) => (
          <button
            key={icon}
            type="button"
            aria-label={icon}
            aria-pressed={icon === value.icon}
            onClick={() => {
              onChange({ ...value, icon });
              setOpen(false);
            }}
            className="grid size-8 place-items-center rounded-control text-panel hover:bg-hover aria-pressed:bg-selected"
          >
            {icon}
          </button>
        ))}
      </div>
    </Popover>
  );
}
