import { ImagePlus } from "lucide-react";
import { useRef, useState } from "react";
import { AppIcon } from "./Avatar";
import { Button } from "./Button";
import { cn } from "./cn";
import { Popover } from "./Popover";
import { useUiTexts } from "./texts";

export type Picture = { id: string; url: string };
/** An emoji on a colour, or a picture. */
export type Icon = { icon: string; background: string; image?: Picture | undefined };

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
  upload,
  explain,
}: {
  value: Icon;
  onChange: (icon: Icon) => void;
  label: string;
  size?: number;
  /** Stores a picture; without it only emoji are offered. */
  upload?: (file: File) => Promise<Picture>;
  /** The sentence for a picture that was refused. */
  explain?: (error: unknown) => string;
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
          <AppIcon
            type={value.image ? "image" : "emoji"}
            icon={value.icon}
            background={value.background}
            url={value.image?.url}
            size={size - 2}
          />
        </button>
      }
    >
      {upload && (
        <Upload
          upload={upload}
          explain={explain}
          onDone={(image) => {
            onChange({ ...value, image });
            setOpen(false);
          }}
        />
      )}
      <p className="mb-1 text-small font-medium text-fg-2">{texts.colour}</p>
      <div className="mb-3 flex flex-wrap gap-1.5">
        {ICON_BACKGROUNDS.map((background) => (
          <button
            key={background}
            type="button"
            aria-label={background}
            aria-pressed={background === value.background}
            onClick={() => onChange({ ...value, background, image: undefined })}
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
              onChange({ ...value, icon, image: undefined });
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

const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const LARGEST = 2 * 1024 * 1024;

function Upload({
  upload,
  explain,
  onDone,
}: {
  upload: (file: File) => Promise<Picture>;
  explain: ((error: unknown) => string) | undefined;
  onDone: (picture: Picture) => void;
}) {
  const texts = useUiTexts();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const take = async (file: File | undefined) => {
    if (!file) return;
    if (!PICTURES.includes(file.type) || file.size > LARGEST) {
      setProblem(texts.pictureRule);
      return;
    }
    setProblem(undefined);
    setBusy(true);
    try {
      onDone(await upload(file));
    } catch (error) {
      setProblem(explain?.(error) ?? String(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="mb-3">
      <Button
        size="compact"
        className="w-full"
        icon={<ImagePlus size={14} />}
        loading={busy}
        onClick={() => input.current?.click()}
      >
        {texts.uploadPicture}
      </Button>
      <input
        ref={input}
        type="file"
        tabIndex={-1}
        aria-label={texts.uploadPicture}
        accept={PICTURES.join(",")}
        className="sr-only"
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      <p role={problem ? "alert" : undefined} className={cn("mt-1 text-small", problem ? "text-bad" : "text-fg-3")}>
        {problem ?? texts.pictureRule}
      </p>
    </div>
  );
}
