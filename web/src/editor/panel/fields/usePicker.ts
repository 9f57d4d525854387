import { useMemo, useState } from "react";
import { accepts, holds, type Variable, type VariableGroup } from "../../variables";

export interface PickerRow {
  group: VariableGroup;
  /** Absent on headings. */
  variable?: Variable;
  depth: number;
  takes: boolean;
  open?: boolean;
}

const keyOf = (selector: readonly string[]): string => selector.join(".");

/** What a list of variables shows for a search, and where its keyboard is. */
export function usePicker(groups: readonly VariableGroup[], query: string, types: readonly string[] | undefined) {
  const [all, setAll] = useState(false);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [at, setAt] = useState({ query, index: 0 });
  const words = query.trim().toLowerCase();
  const wanted = all ? undefined : types;

  const { rows, hidden } = useMemo(() => {
    const found: PickerRow[] = [];
    let left = 0;
    const matches = (group: VariableGroup, one: Variable): boolean =>
      words === "" ||
      `${group.title} ${group.id.length < 14 ? group.id : ""} ${one.selector.slice(1).join(".")} ${one.note}`
        .toLowerCase()
        .includes(words) ||
      one.children.some((child) => matches(group, child));
    const add = (group: VariableGroup, one: Variable, depth: number): void => {
      if (!matches(group, one)) return;
      if (!holds(wanted, one)) {
        left += 1;
        return;
      }
      const key = keyOf(one.selector);
      const takes = accepts(wanted, one.type);
      const inner = one.children.some((child) => holds(wanted, child));
      const auto = !takes || (words !== "" && !one.name.toLowerCase().includes(words) && inner);
      const open = inner && !closed.has(key) && (opened.has(key) || auto);
      found.push({ group, variable: one, depth, takes, ...(inner ? { open } : {}) });
      if (open) for (const child of one.children) add(group, child, depth + 1);
    };
    for (const group of groups) {
      const before = found.length;
      for (const one of group.variables) add(group, one, 0);
      if (found.length > before) found.splice(before, 0, { group, depth: 0, takes: false });
    }
    return { rows: found, hidden: left };
  }, [groups, words, wanted, opened, closed]);

  const choosable = useMemo(() => rows.flatMap((row, index) => (row.variable ? [index] : [])), [rows]);
  const index = at.query === query ? Math.min(at.index, Math.max(0, choosable.length - 1)) : 0;
  const active = choosable[index] ?? -1;
  const current = rows[active];
  const go = (next: number) => setAt({ query, index: Math.max(0, Math.min(choosable.length - 1, next)) });
  const fold = (row: PickerRow | undefined, open: boolean): boolean => {
    if (row?.open === undefined || row.open === open || !row.variable) return false;
    const key = keyOf(row.variable.selector);
    setOpened((set) => new Set(open ? [...set, key] : [...set].filter((one) => one !== key)));
    setClosed((set) => new Set(open ? [...set].filter((one) => one !== key) : [...set, key]));
    return true;
  };
  /** True when the key meant something to the list. */
  const key = (name: string, choose: (variable: Variable) => void): boolean => {
    if (rows.length === 0) return false;
    if (name === "ArrowDown" || name === "ArrowUp") go(index + (name === "ArrowDown" ? 1 : -1));
    else if (name === "ArrowRight" || name === "ArrowLeft") return fold(current, name === "ArrowRight");
    else if (name === "Enter" || name === "Tab") {
      if (!current?.variable) return false;
      if (current.takes) choose(current.variable);
      else fold(current, current.open !== true);
    } else return false;
    return true;
  };
  return {
    rows,
    hidden,
    active,
    key,
    fold,
    hover: (row: number) => go(choosable.indexOf(row)),
    showAll: hidden > 0 && !all && types !== undefined ? () => setAll(true) : null,
  };
}

export type Picker = ReturnType<typeof usePicker>;
