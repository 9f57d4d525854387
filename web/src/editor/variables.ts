import { specOf } from "@/nodes/registry";
import type { Content } from "./content";
import type { DocNode, GraphDocument } from "./graph";
import { records, strings, text, type Raw } from "./raw";
import type { FieldRow } from "./spec";

/** A variable that can be referred to, with the fields inside it. */
export interface Variable {
  selector: readonly string[];
  name: string;
  type: string;
  note: string;
  children: readonly Variable[];
}

export type GroupKind = "node" | "container" | "sys" | "env" | "conversation";

/** Variables of one source, nearest sources first. */
export interface VariableGroup {
  id: string;
  kind: GroupKind;
  /** Empty for the built-in sources. */
  title: string;
  nodeType: string;
  variables: readonly Variable[];
}

export type Trouble = "node" | "variable" | "order";

/** What a reference says to a reader. */
export interface Described {
  kind: GroupKind | "special";
  title: string;
  nodeType: string;
  name: string;
  type: string;
  /** Why it resolves to nothing: its node or variable is gone, or it comes later. */
  trouble: Trouble | null;
}

type Mode = "workflow" | "advanced-chat";
type Globals = Pick<Content, "environment_variables" | "conversation_variables">;

const FILE: readonly FieldRow[] = [
  { name: "name", type: "string" },
  { name: "type", type: "string" },
  { name: "size", type: "number" },
  { name: "extension", type: "string" },
  { name: "mime_type", type: "string" },
  { name: "url", type: "string" },
  { name: "transfer_method", type: "string" },
  { name: "related_id", type: "string" },
];
export const FILE_KEYS = FILE.map((one) => one.name);
const FAILURE: readonly FieldRow[] = [
  { name: "error_type", type: "string" },
  { name: "error_message", type: "string" },
];
/** Types whose outputs are known only while they run, besides what they declare. */
const OPEN = new Set(["tool", "agent", "datasource", "trigger-plugin", "trigger-webhook", "human-input"]);
const SPECIAL = new Set([
  "context",
  "histories",
  "query",
  "current_prompt",
  "current_code",
  "last_run",
  "error_message",
]);

const SYSTEM = {
  query: "string",
  files: "array[file]",
  dialogue_count: "number",
  conversation_id: "string",
  user_id: "string",
  app_id: "string",
  workflow_id: "string",
  workflow_run_id: "string",
  timestamp: "number",
} as const;
export type SystemName = keyof typeof SYSTEM;
const BY_MODE: Record<Mode, readonly SystemName[]> = {
  "advanced-chat": [
    "query",
    "files",
    "dialogue_count",
    "conversation_id",
    "user_id",
    "app_id",
    "workflow_id",
    "workflow_run_id",
  ],
  workflow: ["files", "user_id", "app_id", "workflow_id", "workflow_run_id", "timestamp"],
};

/** System variables by kind of app: the one list of them. */
export const systemRows = (mode: Mode): { name: SystemName; type: string }[] =>
  BY_MODE[mode].map((name) => ({ name, type: SYSTEM[name] }));

export const elementType = (type: string): string => /^array\[(.+)\]$/.exec(type)?.[1] ?? "any";
export const isArray = (type: string): boolean => type.startsWith("array");
const normal = (type: string): string => (type === "integer" || type === "float" ? "number" : type.toLowerCase());

/** Whether a field that takes `wanted` takes a value of this type; an unknown type may be anything. */
export function accepts(wanted: readonly string[] | undefined, type: string): boolean {
  if (!wanted || wanted.length === 0 || type === "" || type === "any" || wanted.includes("any")) return true;
  const own = normal(type);
  return wanted.some((one) => {
    if (one === own) return true;
    if (one === "array") return isArray(own);
    if (own === "array[any]" || own === "array") return isArray(one);
    return one === "string" && own === "secret";
  });
}

/** A variable, or a field inside it, that is taken. */
export const holds = (wanted: readonly string[] | undefined, variable: Variable): boolean =>
  accepts(wanted, variable.type) || variable.children.some((child) => holds(wanted, child));

function variable(at: readonly string[], row: FieldRow): Variable {
  const type = normal(row.type ?? "");
  const selector = [...at, row.name];
  const rows = row.children ?? (type === "file" ? FILE : []);
  return { selector, name: row.name, type, note: row.note ?? "", children: rows.map((one) => variable(selector, one)) };
}

/** What every node of a graph gives, and what each can read. Everything is worked out when it is first asked for. */
export class VariableIndex {
  readonly #outputs = new Map<string, readonly Variable[]>();
  readonly #open = new Set<string>();

  constructor(
    readonly document: GraphDocument,
    readonly globals: Globals,
    readonly mode: Mode,
  ) {}

  /** The outputs of a node, as those after it see them. */
  outputs(id: string): readonly Variable[] {
    const known = this.#outputs.get(id);
    if (known) return known;
    const node = this.document.nodes[id];
    if (!node || this.#open.has(id)) return [];
    this.#open.add(id);
    const rows = specOf(node.type).outputs?.(node.data, (selector) => this.typeOf(selector)) ?? [];
    const strategy = text(node.data["error_strategy"]);
    const more = strategy === "fail-branch" || strategy === "default-value" ? FAILURE : [];
    const found = [...rows, ...more].filter((row) => row.name !== "").map((row) => variable([id], row));
    this.#open.delete(id);
    this.#outputs.set(id, found);
    return found;
  }

  /** What the nodes inside a container can read of it. */
  inner(id: string): readonly Variable[] {
    const node = this.document.nodes[id];
    if (node?.type === "iteration") {
      const list = this.typeOf(strings(node.data["iterator_selector"]));
      const item = { name: "item", type: elementType(list) };
      return [item, { name: "index", type: "number" }].map((row) => variable([id], row));
    }
    return records(node?.data["loop_variables"])
      .map((one) => ({ name: text(one["label"]), type: text(one["var_type"]) }))
      .filter((row) => row.name !== "")
      .map((row) => variable([id], row));
  }

  find(selector: readonly string[]): Variable | null {
    const [source = "", name = "", ...path] = selector;
    let at = this.#source(source).find((one) => one.name === name);
    for (const part of path) at = at?.children.find((one) => one.name === part);
    return at ?? null;
  }

  #source(source: string): readonly Variable[] {
    if (source === "sys") return systemRows(this.mode).map((row) => variable(["sys"], row));
    if (source === "env") return this.#named("env", this.globals.environment_variables);
    if (source === "conversation") return this.#named("conversation", this.globals.conversation_variables);
    const node = this.document.nodes[source];
    return node?.kind === "frame" ? [...this.inner(source), ...this.outputs(source)] : this.outputs(source);
  }

  #named(source: string, all: readonly Raw[]): readonly Variable[] {
    return all
      .map((one) => ({
        name: text(one["name"]),
        type: text(one["value_type"]),
        note: text(one["description"]),
      }))
      .filter((row) => row.name !== "")
      .map((row) => variable([source], row));
  }

  /** The type of what a selector names; empty when it is not known. */
  typeOf(selector: readonly string[]): string {
    const [, name = ""] = selector;
    if (name.startsWith("sys.")) return this.typeOf(["sys", name.slice(4), ...selector.slice(2)]);
    return this.find(selector)?.type ?? "";
  }

  /** Nodes before a node with their distance; for a node in a container also those before the container. */
  before(id: string): Map<string, number> {
    const found = new Map<string, number>();
    let from = id;
    for (let base = 0, depth = 0; depth < 10; depth += 1) {
      let layer = [from];
      let farthest = base;
      for (let distance = base + 1; layer.length > 0; distance += 1) {
        const next = layer.flatMap((one) => this.#sources(one)).filter((one) => one !== id && !found.has(one));
        for (const one of next) found.set(one, distance);
        if (next.length > 0) farthest = distance;
        layer = [...new Set(next)];
      }
      const parent = this.document.nodes[from]?.parent ?? null;
      if (parent === null || found.has(parent)) break;
      base = farthest + 1;
      found.set(parent, base);
      from = parent;
    }
    return found;
  }

  #sources(id: string): string[] {
    return (this.document.incoming[id] ?? []).flatMap((edge) => this.document.edges[edge]?.source ?? []);
  }

  /** Whether `inner` stands in the container, at any depth. */
  within(container: string, inner: string): boolean {
    let at: DocNode | undefined = this.document.nodes[inner];
    for (let depth = 0; at && depth < 10; depth += 1) {
      if (at.parent === container) return true;
      at = at.parent === null ? undefined : this.document.nodes[at.parent];
    }
    return false;
  }

  /** What a node can read, nearest first. With `inside`, a container reads what stands in it, too. */
  groups(id: string, inside = false): VariableGroup[] {
    const { nodes, order } = this.document;
    const before = this.before(id);
    const own = inside ? order.filter((one) => nodes[one]?.parent === id) : [];
    const place = new Map(order.map((one, index) => [one, index]));
    const near = [...before].sort((a, b) => a[1] - b[1] || (place.get(a[0]) ?? 0) - (place.get(b[0]) ?? 0));
    const groups = [
      ...own.map((one) => this.#group(one, false)),
      ...(inside ? [this.#group(id, true)] : []),
      ...near.map(([one]) => this.#group(one, this.within(one, id))),
      this.#builtIn("conversation"),
      this.#builtIn("env"),
      this.#builtIn("sys"),
    ];
    return groups.filter((group) => group.variables.length > 0);
  }

  #group(id: string, container: boolean): VariableGroup {
    const node = this.document.nodes[id];
    return {
      id,
      kind: container ? "container" : "node",
      title: node?.title ?? "",
      nodeType: node?.type ?? "",
      variables: container ? this.inner(id) : this.outputs(id),
    };
  }

  #builtIn(kind: "sys" | "env" | "conversation"): VariableGroup {
    const hidden = kind === "conversation" && this.mode !== "advanced-chat";
    return { id: kind, kind, title: "", nodeType: "", variables: hidden ? [] : this.#source(kind) };
  }

  /** What a reference in a node is, and why it resolves to nothing. `reach` comes from `reachOf`. */
  describe(selector: readonly string[], reach: ReadonlySet<string> | null): Described {
    const [source = "", ...rest] = selector;
    const name = rest.join(".");
    if (rest.length === 0 && SPECIAL.has(source)) {
      return { kind: "special", title: "", nodeType: "", name: source, type: "string", trouble: null };
    }
    if (source === "sys" || source === "env" || source === "conversation") {
      const found = this.find(selector);
      const trouble = (found ?? this.find(selector.slice(0, 2))) ? null : "variable";
      return { kind: source, title: "", nodeType: "", name, type: found?.type ?? "", trouble };
    }
    const node = this.document.nodes[source];
    if (!node) return { kind: "node", title: source, nodeType: "", name, type: "", trouble: "node" };
    const first = this.find(selector.slice(0, 2));
    const legacy = name.startsWith("sys.");
    const missing = !first && !legacy && !OPEN.has(node.type);
    const late = reach !== null && !reach.has(source);
    return {
      kind: node.kind === "frame" ? "container" : "node",
      title: node.title || specOf(node.type).text.en.name,
      nodeType: node.type,
      name,
      type: this.typeOf(selector),
      trouble: missing ? "variable" : late ? "order" : null,
    };
  }

  /** Every node whose variables a node may read. */
  reachOf(id: string): ReadonlySet<string> {
    const inside = this.document.order.filter((one) => this.within(id, one));
    return new Set([...this.before(id).keys(), ...inside, id]);
  }
}

const indexes = new WeakMap<GraphDocument, VariableIndex>();

/** The index of a graph; made once per change of it. */
export function indexOf(document: GraphDocument, globals: Globals, mode: Mode): VariableIndex {
  const known = indexes.get(document);
  const fresh =
    known?.mode === mode &&
    known.globals.environment_variables === globals.environment_variables &&
    known.globals.conversation_variables === globals.conversation_variables;
  if (known && fresh) return known;
  const index = new VariableIndex(document, globals, mode);
  indexes.set(document, index);
  return index;
}
