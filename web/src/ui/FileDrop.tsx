import { File as FileIcon, RotateCw, Upload, X } from "lucide-react";
import { useId, useRef, useState, type ClipboardEvent, type DragEvent, type ReactNode } from "react";
import { IconButton } from "./Button";
import { cn } from "./cn";
import { droppedFiles } from "./dropped";
import { Progress } from "./Feedback";
import { formatBytes } from "./format";
import { useUiTexts } from "./texts";

export type DropItem = {
  id: string;
  name: string;
  size?: number | undefined;
  preview?: string | undefined;
  /** 0..1 while it is sent. */
  progress?: number | undefined;
  /** Why it was refused or failed. */
  error?: string | undefined;
  canRetry?: boolean;
};

type Props = {
  label: ReactNode;
  items: readonly DropItem[];
  onFiles: (files: File[]) => void;
  onRemove: (id: string) => void;
  onRetry?: (id: string) => void;
  /** Names kinds and limits before anything is refused. */
  hint?: ReactNode;
  accept?: string;
  multiple?: boolean;
  disabled?: boolean;
  error?: ReactNode;
  help?: ReactNode;
  optional?: boolean;
  /** Beside the field, for example a URL input. */
  extra?: ReactNode;
};

/** Drag, pick or paste files; refused ones stay in the list with the reason. */
export function FileDrop({
  label,
  items,
  onFiles,
  onRemove,
  onRetry,
  hint,
  accept,
  multiple = false,
  disabled = false,
  error,
  help,
  optional = false,
  extra,
}: Props) {
  const texts = useUiTexts();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (list: ArrayLike<File> | null) => {
    if (list?.length && !disabled) onFiles(multiple ? Array.from(list) : Array.from(list).slice(0, 1));
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    const files = droppedFiles(event.dataTransfer);
    if (files instanceof Promise) void files.then(take);
    else take(files);
  };
  const paste = (event: ClipboardEvent) => take(event.clipboardData.files);
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-base font-medium">
        {label}
        {optional && <span className="ml-1 text-small font-normal text-fg-3">{texts.optional}</span>}
      </label>
      <button
        type="button"
        aria-describedby={error ? `${id}-error` : undefined}
        disabled={disabled}
        onClick={() => input.current?.click()}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        onPaste={paste}
        className={cn(
          "flex w-full flex-col items-center gap-1 rounded-control border border-dashed border-line-strong bg-app px-4 py-4 text-base text-fg-2 hover:bg-hover disabled:text-fg-disabled",
          over && "border-accent bg-selected",
          error && "border-bad",
        )}
      >
        <Upload aria-hidden size={18} className="text-fg-3" />
        {texts.dropFiles}
        {hint && <span className="text-small text-fg-3">{hint}</span>}
      </button>
      <input
        ref={input}
        id={id}
        type="file"
        tabIndex={-1}
        accept={accept}
        multiple={multiple}
        className="sr-only"
        onChange={(event) => {
          take(event.target.files);
          event.target.value = "";
        }}
      />
      {extra}
      {items.length > 0 && (
        <ul className="mt-2 space-y-1">
          {items.map((item) => (
            <FileRow key={item.id} item={item} onRemove={onRemove} onRetry={onRetry} />
          ))}
        </ul>
      )}
      {error ? (
        <p id={`${id}-error`} role="alert" className="mt-1 text-small text-bad">
          {error}
        </p>
      ) : (
        help && <p className="mt-1 text-small text-fg-3">{help}</p>
      )}
    </div>
  );
}

function FileRow({ item, onRemove, onRetry }: { item: DropItem } & Pick<Props, "onRemove" | "onRetry">) {
  const texts = useUiTexts();
  return (
    <li className={cn("rounded-control border px-2 py-1.5", item.error && "border-bad/50 bg-bad-soft")}>
      <div className="flex items-center gap-2">
        {item.preview ? (
          <img src={item.preview} alt="" className="size-8 rounded-chip object-cover" />
        ) : (
          <FileIcon aria-hidden size={16} className="shrink-0 text-fg-3" />
        )}
        <div className="min-w-0 flex-1">
          <p className="truncate text-base">{item.name}</p>
          {item.error && <p className="text-small text-bad">{item.error}</p>}
        </div>
        {item.size !== undefined && <span className="tabular text-small text-fg-3">{formatBytes(item.size)}</span>}
        {item.canRetry && onRetry && (
          <IconButton
            size="inline"
            label={texts.retry}
            icon={<RotateCw size={12} />}
            onClick={() => onRetry(item.id)}
          />
        )}
        <IconButton
          size="inline"
          label={`${texts.remove} ${item.name}`}
          icon={<X size={12} />}
          onClick={() => onRemove(item.id)}
        />
      </div>
      {item.progress !== undefined && item.progress < 1 && <Progress value={item.progress} label={item.name} />}
    </li>
  );
}
