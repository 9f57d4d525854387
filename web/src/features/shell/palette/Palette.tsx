import { useRouter } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { Dialog } from "radix-ui";
import { useDeferredValue, useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/ui/cn";
import { matching, readQuery, type Entry } from "./match";
import { useEntries } from "./useEntries";

/** One field to reach every app, template, page, setting and action. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("palette");
  const [typed, setTyped] = useState("");
  const later = useDeferredValue(typed);
  const { entries, failed } = useEntries(later);
  const found = matching(entries, typed);
  const [chosen, setChosen] = useState<string>();
  const current = found.find((one) => one.id === chosen) ?? found[0];
  const router = useRouter();
  const list = useId();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [current?.id]);

  const open = (entry: Entry, tab: boolean) => {
    if (typeof entry.go === "string" && tab) {
      window.open(entry.go, "_blank", "noopener");
      return;
    }
    onClose();
    if (typeof entry.go === "string") router.history.push(entry.go);
    else entry.go();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const at = current ? found.indexOf(current) : -1;
    if (event.key === "ArrowDown") setChosen(found[(at + 1) % found.length]?.id);
    else if (event.key === "ArrowUp") setChosen(found.at(at - 1)?.id);
    else if (event.key === "Enter" && current) open(current, event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog.Root open onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 animate-fade bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-50 flex max-h-[70vh] w-[min(620px,calc(100vw-24px))] -translate-x-1/2 animate-fade flex-col overflow-hidden rounded-dialog border bg-surface shadow-float outline-none max-sm:top-3 max-sm:max-h-[calc(100dvh-24px)]"
        >
          <Dialog.Title className="sr-only">{t("title")}</Dialog.Title>
          <div className="flex items-center gap-2.5 border-b px-4">
            <Search aria-hidden size={16} className="shrink-0 text-fg-3" />
            <input
              role="combobox"
              aria-expanded
              aria-label={t("title")}
              aria-controls={list}
              aria-autocomplete="list"
              aria-activedescendant={current && `${list}-${current.id}`}
              autoComplete="off"
              spellCheck={false}
              placeholder={t("placeholder")}
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setChosen(undefined);
              }}
              onKeyDown={keys}
              className="h-12 min-w-0 flex-1 bg-transparent text-read text-fg outline-none placeholder:text-fg-3"
            />
          </div>
          <div
            ref={box}
            id={list}
            role="listbox"
            aria-label={t("title")}
            className="min-h-0 flex-1 overflow-y-auto p-1.5"
          >
            {failed && <p className="px-3 py-1.5 text-small text-bad">{t("failed")}</p>}
            {groups(found).map(([kind, rows]) => (
              <div key={kind} role="group" aria-label={t(`kind.${kind}`)}>
                <p aria-hidden className="px-2.5 pt-2 pb-1 text-meta font-medium text-fg-3">
                  {t(`kind.${kind}`)}
                </p>
                {rows.map((entry) => (
                  <Row
                    key={entry.id}
                    id={`${list}-${entry.id}`}
                    entry={entry}
                    words={readQuery(typed).words}
                    current={entry === current}
                    point={() => setChosen(entry.id)}
                    open={(tab) => open(entry, tab)}
                  />
                ))}
              </div>
            ))}
          </div>
          {found.length === 0 && <p className="px-4 pb-6 text-center text-base text-fg-2">{t("nothing")}</p>}
          <p className="flex flex-wrap gap-x-4 border-t bg-sunken px-4 py-2 text-small text-fg-3 max-sm:hidden">
            <span>{t("help.narrow")}</span>
            <span className="ml-auto">{t("help.keys")}</span>
          </p>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function groups(found: readonly Entry[]): [Entry["kind"], Entry[]][] {
  const all = new Map<Entry["kind"], Entry[]>();
  for (const entry of found) all.set(entry.kind, [...(all.get(entry.kind) ?? []), entry]);
  return [...all];
}

type RowProps = {
  id: string;
  entry: Entry;
  words: string;
  current: boolean;
  point: () => void;
  open: (tab: boolean) => void;
};

/** The field keeps the focus; the mouse points and chooses. */
function Row({ id, entry, words, current, point, open }: RowProps) {
  return (
    // Keys are handled by the field, which keeps the focus.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={id}
      role="option"
      aria-selected={current}
      tabIndex={-1}
      onMouseMove={current ? undefined : point}
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => open(event.ctrlKey || event.metaKey)}
      className={cn("flex h-9 cursor-pointer items-center gap-2.5 rounded-control px-2.5", current && "bg-hover")}
    >
      <span aria-hidden className="grid size-[22px] shrink-0 place-items-center text-fg-2">
        {entry.icon}
      </span>
      <span className="min-w-0 flex-1 truncate text-base text-fg">
        <Marked text={entry.text} words={words} />
      </span>
      {entry.hint && <span className="max-w-40 shrink-0 truncate text-small text-fg-3">{entry.hint}</span>}
    </div>
  );
}

/** The text with what was typed marked. */
function Marked({ text, words }: { text: string; words: string }) {
  const at = words ? text.toLowerCase().indexOf(words.toLowerCase()) : -1;
  if (at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <mark className="bg-transparent font-semibold text-accent-text">{text.slice(at, at + words.length)}</mark>
      {text.slice(at + words.length)}
    </>
  );
}
