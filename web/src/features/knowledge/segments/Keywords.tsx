import { X } from "lucide-react";
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "@/ui/Field";

export const MOST_KEYWORDS = 10;

type Props = { value: readonly string[]; onChange: (value: string[]) => void; readOnly?: boolean };

/** Up to ten words: Enter or a comma takes what is typed, Backspace in the empty field takes the last away. */
export function Keywords({ value, onChange, readOnly = false }: Props) {
  const { t } = useTranslation("segments");
  const [typed, setTyped] = useState("");
  const full = value.length >= MOST_KEYWORDS;
  const take = (text: string) => {
    const words = text.split(/[,，、\n]/).map((word) => word.trim());
    const fresh = words.filter((word, at) => word !== "" && !value.includes(word) && words.indexOf(word) === at);
    if (fresh.length > 0) onChange([...value, ...fresh].slice(0, MOST_KEYWORDS));
    setTyped("");
  };
  const keys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      take(typed);
    } else if (event.key === "Backspace" && typed === "" && value.length > 0) onChange(value.slice(0, -1));
  };
  return (
    <Field label={t("keywords.label")} optional aside={`${value.length} / ${MOST_KEYWORDS}`} help={t("keywords.help")}>
      {(control) => (
        <div className="flex min-h-8 flex-wrap items-center gap-1 rounded-control border border-line-strong/70 bg-surface px-1.5 py-1 focus-within:border-accent">
          {value.map((word) => (
            <span
              key={word}
              className="flex h-6 max-w-full items-center gap-0.5 rounded-chip bg-sunken pr-0.5 pl-2 text-small"
            >
              <span className="truncate">{word}</span>
              {!readOnly && (
                <button
                  type="button"
                  aria-label={t("keywords.remove", { word })}
                  className="grid size-6 place-items-center rounded-chip text-fg-3 hover:text-fg"
                  onClick={() => onChange(value.filter((one) => one !== word))}
                >
                  <X aria-hidden size={12} />
                </button>
              )}
            </span>
          ))}
          <input
            {...control}
            className="h-6 min-w-24 flex-1 bg-transparent px-1 text-base outline-none"
            value={typed}
            readOnly={readOnly || full}
            maxLength={100}
            placeholder={full || readOnly ? "" : t("keywords.placeholder")}
            onKeyDown={keys}
            onBlur={() => take(typed)}
            onChange={(event) =>
              /[,，、]$/.test(event.target.value) ? take(event.target.value) : setTyped(event.target.value)
            }
          />
        </div>
      )}
    </Field>
  );
}
