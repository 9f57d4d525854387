import { EditorState, Prec, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { useEffect, useImperativeHandle, useMemo, useRef, useState, type Ref } from "react";
import { useTranslation } from "react-i18next";
import { chipSource } from "../fields/Chip";
import type { Scope } from "../panel";
import { COMMIT_AFTER } from "../useDraft";
import { asked, askedInstead, restored, insert, type Asking, type Trigger } from "./asking";
import { base, FromOutside, lockedIf, Parts } from "./base";
import { chipHit, chips, describeFacet, type ChipWords, type ChipHit } from "./chips";
import { ChipMenu } from "./ChipMenu";
import { Popup, type PopupApi } from "./Popup";
import type { CodeLanguage } from "./languages";

export interface TextHandle {
  insert: (text: string) => void;
  focus: () => void;
}

export interface TextViewProps {
  ref?: Ref<TextHandle>;
  value: string;
  onCommit: (value: string) => void;
  /** Told at every key, without delay. */
  onType?: ((value: string) => void) | undefined;
  label: string;
  placeholder: string;
  readOnly: boolean;
  multiline: boolean;
  /** Absent: plain text. */
  language?: CodeLanguage | undefined;
  /** Names the code or template may use. */
  names: readonly string[];
  /** References to variables are drawn and offered; absent: the text has none. */
  scope?: Scope | undefined;
  types?: readonly string[] | undefined;
  trigger: Trigger;
  inside: boolean;
  /** Words that stand for something in this text only, for example `context`. */
  specials: readonly string[];
  /** Whether the caret goes into the text as soon as it is there. */
  takesFocus: () => boolean;
}

/** A text of a panel in CodeMirror: plain text as document, chips drawn over references. */
export default function TextView(props: TextViewProps) {
  const { t } = useTranslation("panels");
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const parts = useRef(new Parts());
  const latest = useRef(props);
  const dirty = useRef(false);
  const popup = useRef<PopupApi | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const asks = useRef<Asking | null>(null);
  const [chip, setChip] = useState<ChipHit | null>(null);
  const { ref, scope, language, readOnly, value, names, specials, inside, types } = props;
  const wrong = t("code.syntaxError");
  const namesKey = names.join(",");

  useEffect(() => {
    latest.current = props;
    asks.current = asking;
  });

  const describe = useMemo(
    () =>
      (selector: readonly string[]): ChipWords => {
        const one = scope?.describe(selector);
        if (!one) return { source: "", name: selector.join("."), type: "", kind: "node", trouble: "" };
        const trouble = one.trouble ? t(`trouble.${one.trouble}`) : "";
        const name = one.kind === "special" ? t(`special.${one.name as "context"}`) : one.name;
        return { source: chipSource(one), name, type: one.type, kind: one.kind, trouble };
      },
    [scope, t],
  );

  useEffect(() => {
    const first = latest.current;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const commit = () => {
      clearTimeout(timer);
      if (!dirty.current || !view.current) return;
      dirty.current = false;
      latest.current.onCommit(view.current.state.doc.toString());
    };
    const giveUp = () => {
      if (asks.current && view.current) restored(view.current, asks.current);
      setAsking(null);
    };
    const key = (name: string) => ({ key: name, run: () => popup.current?.key(name) ?? false });
    const code = first.language !== undefined && first.language !== "jinja";
    const editor = new EditorView({
      parent: host.current as HTMLDivElement,
      state: EditorState.create({
        doc: first.value,
        extensions: [
          Prec.highest(
            keymap.of([
              ...["ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft", "Enter", "Tab"].map(key),
              {
                key: "Escape",
                run: () => {
                  const open = popup.current !== null;
                  giveUp();
                  return open;
                },
              },
              ...(first.multiline ? [] : [{ key: "Enter", run: () => true }]),
            ]),
          ),
          base({ label: first.label, placeholder: first.placeholder, wrap: !code, multiline: first.multiline }),
          parts.current.readOnly.of(lockedIf(first.readOnly)),
          parts.current.language.of([]),
          parts.current.describe.of([]),
          first.scope ? chips : [],
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !update.transactions.some((tr) => tr.annotation(FromOutside))) {
              dirty.current = true;
              latest.current.onType?.(update.state.doc.toString());
              clearTimeout(timer);
              timer = setTimeout(commit, COMMIT_AFTER);
            }
            if (update.docChanged || update.selectionSet) {
              setAsking((before) => asked(update, before, latest.current.scope ? latest.current.trigger : "none"));
            }
          }),
          EditorView.domEventHandlers({
            click: (event, at) => setChip(chipHit(event, at)),
            dblclick: (event, at) => setChip(chipHit(event, at)),
            blur: () => {
              giveUp();
              commit();
            },
          }),
        ],
      }),
    });
    view.current = editor;
    if (first.takesFocus()) editor.focus();
    return () => {
      commit();
      editor.destroy();
      view.current = null;
    };
  }, []);

  useEffect(() => {
    view.current?.dispatch({ effects: parts.current.readOnly.reconfigure(lockedIf(readOnly)) });
  }, [readOnly]);
  useEffect(() => {
    view.current?.dispatch({ effects: parts.current.describe.reconfigure(describeFacet.of(describe)) });
  }, [describe]);
  useEffect(() => {
    let gone = false;
    const put = (extension: Extension) => {
      if (!gone) view.current?.dispatch({ effects: parts.current.language.reconfigure(extension) });
    };
    if (!language) put([]);
    else {
      // Languages come on demand: most texts are prompts.
      void import("./languages").then(({ languageOf }) =>
        put(languageOf(language, namesKey === "" ? [] : namesKey.split(","), wrong)),
      );
    }
    return () => {
      gone = true;
    };
  }, [language, namesKey, wrong]);
  useEffect(() => {
    const editor = view.current;
    // What is being typed wins over what comes from outside.
    if (!editor || dirty.current || editor.state.doc.toString() === value) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: value },
      annotations: FromOutside.of(true),
    });
  }, [value]);

  useImperativeHandle(ref, () => ({
    insert: (text) => view.current && insert(view.current, text),
    focus: () => view.current?.focus(),
  }));

  return (
    <div className="relative min-w-0">
      <div ref={host} />
      {chip !== null && scope && (
        <ChipMenu
          hit={chip}
          replace={() => view.current && setAsking(askedInstead(view.current, chip.from, chip.to))}
          onClose={() => setChip(null)}
        />
      )}
      {asking !== null && scope && (
        <Popup
          key={asking.from}
          asking={asking}
          viewRef={view}
          apiRef={popup}
          scope={scope}
          inside={inside}
          types={types}
          specials={specials}
          close={() => setAsking(null)}
        />
      )}
    </div>
  );
}
