import type { EditorView } from "@codemirror/view";
import { useEffect, useId, useMemo, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { PickerList } from "../fields/PickerList";
import { usePicker } from "../fields/usePicker";
import type { Scope } from "../panel";
import { answer, type Asking } from "./asking";

/** What the keys of the text do while the list is open. */
export interface PopupApi {
  key: (name: string) => boolean;
  close: () => void;
}

interface PopupProps {
  asking: Asking;
  viewRef: RefObject<EditorView | null>;
  apiRef: RefObject<PopupApi | null>;
  scope: Scope;
  inside: boolean;
  types: readonly string[] | undefined;
  specials: readonly string[];
  close: () => void;
}

/** The list of variables under the caret; the text keeps the focus. */
export function Popup({ asking, viewRef, apiRef, scope, inside, types, specials, close }: PopupProps) {
  const { t } = useTranslation("panels");
  const id = useId();
  const groups = useMemo(() => {
    const own = specials.map((name) => ({
      selector: [name],
      name: t(`special.${name as "context"}`),
      type: "string",
      note: "",
      children: [],
    }));
    const special = {
      id: "special",
      kind: "container" as const,
      title: t("source.special"),
      nodeType: "",
      variables: own,
    };
    return own.length > 0 ? [special, ...scope.groups(inside)] : scope.groups(inside);
  }, [scope, inside, specials, t]);
  const picker = usePicker(groups, asking.query, types);
  const choose = (selector: readonly string[]) => {
    close();
    if (viewRef.current) answer(viewRef.current, asking, `{{#${selector.join(".")}#}}`);
  };
  const nothing = picker.rows.length === 0 && asking.query !== "";

  useEffect(() => {
    apiRef.current = {
      key: (name) => !nothing && picker.key(name, (one) => choose(one.selector)),
      close,
    };
    return () => {
      apiRef.current = null;
    };
  });

  if (nothing) return null;
  return (
    <div
      style={asking.place}
      className="fixed z-50 w-[360px] max-w-[94vw] animate-fade overflow-hidden rounded-card border border-line bg-surface shadow-float"
    >
      <PickerList id={id} picker={picker} onChoose={(one) => choose(one.selector)} />
    </div>
  );
}
