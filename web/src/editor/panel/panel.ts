import { createContext, useContext, useMemo } from "react";
import { useEditor } from "../context";
import { list, record, records, strings, text, type Raw } from "../raw";
import type { ChangeNode, Lang, NodeData } from "../spec";
import { useAppMode, type AppMode } from "../useNode";
import { indexOf, type Described, type VariableGroup, type VariableIndex } from "../variables";
import { getIn, setIn, type Path } from "./write";

/** The variables a node can read; what is not asked for is not worked out. */
export class Scope {
  #groups: VariableGroup[] | undefined;
  #inner: VariableGroup[] | undefined;
  #reach: ReadonlySet<string> | undefined;

  constructor(
    readonly index: VariableIndex,
    readonly id: string,
  ) {}

  groups(inside = false): VariableGroup[] {
    if (inside) return (this.#inner ??= this.index.groups(this.id, true));
    return (this.#groups ??= this.index.groups(this.id));
  }

  describe(selector: readonly string[]): Described {
    this.#reach ??= this.index.reachOf(this.id);
    return this.index.describe(selector, this.#reach);
  }

  typeOf(selector: readonly string[]): string {
    return this.index.typeOf(selector);
  }
}

export function useScope(id: string): Scope {
  const document = useEditor((state) => state.document);
  const environment_variables = useEditor((state) => state.content.environment_variables);
  const conversation_variables = useEditor((state) => state.content.conversation_variables);
  const mode = useAppMode();
  return useMemo(
    () => new Scope(indexOf(document, { environment_variables, conversation_variables }, mode), id),
    [document, environment_variables, conversation_variables, mode, id],
  );
}

/** The node whose panel is open, for everything in the panel. */
export interface PanelState {
  id: string;
  data: NodeData;
  lang: Lang;
  mode: AppMode;
  readOnly: boolean;
  change: ChangeNode;
  scope: Scope;
  /** Shows a node on the canvas; absent outside a graph. */
  locate?: (node: string) => void;
}

export const PanelContext = createContext<PanelState | null>(null);

export interface Panel extends PanelState {
  get: (...path: (string | number)[]) => unknown;
  text: (...path: (string | number)[]) => string;
  record: (...path: (string | number)[]) => Raw;
  list: (...path: (string | number)[]) => unknown[];
  records: (...path: (string | number)[]) => Raw[];
  strings: (...path: (string | number)[]) => string[];
  on: (...path: (string | number)[]) => boolean;
  /** Put a value; `undefined` takes the member away. Repeated changes of one place are one step to undo. */
  set: (path: Path, value: unknown) => void;
}

export function usePanel(): Panel {
  const state = useContext(PanelContext);
  if (!state) throw new Error("This field stands outside a panel.");
  return useMemo(() => {
    const { data, change } = state;
    return {
      ...state,
      get: (...path) => getIn(data, path),
      text: (...path) => text(getIn(data, path)),
      record: (...path) => record(getIn(data, path)),
      list: (...path) => list(getIn(data, path)),
      records: (...path) => records(getIn(data, path)),
      strings: (...path) => strings(getIn(data, path)),
      on: (...path) => getIn(data, path) === true,
      set: (path, value) => change((all) => setIn(all, path, value), { field: path.join(".") }),
    };
  }, [state]);
}
