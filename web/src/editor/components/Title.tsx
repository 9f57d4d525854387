import { memo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useEditor, useEditorStore } from "../context";
import { useRename } from "../useNode";

/** The title on a card; a double click makes it a field. */
export const Title = memo(function Title({ id, title }: { id: string; title: string }) {
  const renaming = useEditor((state) => state.view.renaming === id);
  if (renaming) return <Renaming id={id} title={title} />;
  return (
    <span className="nd-title" title={title}>
      {title}
    </span>
  );
});

function Renaming({ id, title }: { id: string; title: string }) {
  const store = useEditorStore();
  const rename = useRename();
  const [value, setValue] = useState(title);
  const { t } = useTranslation("editor");
  const end = (keep: boolean) => {
    if (store.getState().view.renaming !== id) return;
    if (keep && value.trim() !== "" && value !== title) rename(id, value);
    store.getState().setView({ renaming: null });
    document.querySelector<HTMLElement>(".canvas")?.focus({ preventScroll: true });
  };
  return (
    <input
      autoFocus
      className="nd-title nd-rename nodrag nopan"
      aria-label={t("rename")}
      value={value}
      maxLength={200}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setValue(event.target.value)}
      onBlur={() => end(true)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing || event.keyCode === 229) return;
        if (event.key === "Enter") end(true);
        if (event.key === "Escape") end(false);
      }}
    />
  );
}
