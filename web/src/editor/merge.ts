import { dataOf, idOf, isRecord, same, type Content } from "./content";
import { list, text, type Raw } from "./raw";

/** A place that two people changed differently. */
export interface Clash {
  /** Names the place, for the choice between the two. */
  key: string;
  part: "node" | "edge" | "environment_variables" | "conversation_variables" | "features";
  /** Id of the node, edge or variable, or the key of the feature. */
  id: string;
  title: string;
  /** The setting of the node; null: the whole thing. */
  field: string | null;
  mine: unknown;
  theirs: unknown;
}

export interface Merged {
  /** Both sides together; where they clash, ours. */
  content: Content;
  /** Titles of nodes that only the other side changed, added or removed. */
  taken: string[];
  clashes: Clash[];
}

type Part = Clash["part"];
interface Pot {
  taken: string[];
  clashes: Clash[];
  theirs: ReadonlySet<string>;
}

/** Bring what somebody else saved together with what was changed here since `base`, node by node. */
export function mergeContent(
  base: Content,
  ours: Content,
  theirs: Content,
  prefer: ReadonlySet<string> = NONE,
): Merged {
  if (ours === base) return { content: theirs, taken: changedTitles(base, theirs), clashes: [] };
  const pot: Pot = { taken: [], clashes: [], theirs: prefer };
  const graph = { ...memberwise(base.graph, ours.graph, theirs.graph) };
  graph["nodes"] = lists(base.graph["nodes"], ours.graph["nodes"], theirs.graph["nodes"], "node", pot);
  const nodes = new Set(list(graph["nodes"]).filter(isRecord).map(idOf));
  graph["edges"] = lists(base.graph["edges"], ours.graph["edges"], theirs.graph["edges"], "edge", pot).filter(
    (edge) => !isRecord(edge) || (nodes.has(text(edge["source"])) && nodes.has(text(edge["target"]))),
  );
  const variables = (key: "environment_variables" | "conversation_variables"): Raw[] =>
    lists(base[key], ours[key], theirs[key], key, pot).filter(isRecord);
  const content: Content = {
    graph,
    features: features(base.features, ours.features, theirs.features, pot),
    environment_variables: variables("environment_variables"),
    conversation_variables: variables("conversation_variables"),
  };
  return { content, taken: pot.taken, clashes: pot.clashes };
}

const NONE: ReadonlySet<string> = new Set();

/** Members of the graph besides nodes and edges are drawing only: ours win. */
function memberwise(base: Raw, ours: Raw, theirs: Raw): Raw {
  const result = { ...ours };
  for (const key of Object.keys(theirs)) {
    if (same(base[key], ours[key]) && key in theirs) result[key] = theirs[key];
  }
  return result;
}

const nameOf = (one: Raw, part: Part): string => {
  if (part === "edge") return idOf(one) || ["source", "sourceHandle", "target"].map((key) => text(one[key])).join("-");
  return idOf(one) || text(one["name"]);
};
const titleOf = (one: Raw, part: Part): string =>
  part === "node" ? text(dataOf(one)["title"]) || idOf(one) : text(one["name"]) || idOf(one);

function lists(base: unknown, ours: unknown, theirs: unknown, part: Part, pot: Pot): unknown[] {
  const [before, mine, others] = [base, ours, theirs].map(
    (all) =>
      new Map(
        list(all)
          .filter(isRecord)
          .map((one) => [nameOf(one, part), one]),
      ),
  ) as [Map<string, Raw>, Map<string, Raw>, Map<string, Raw>];
  const result: unknown[] = [];
  for (const one of list(ours)) {
    if (!isRecord(one)) {
      result.push(one);
      continue;
    }
    const merged = item(before.get(nameOf(one, part)), one, others.get(nameOf(one, part)), part, pot);
    if (merged) result.push(merged);
  }
  for (const [name, one] of others) {
    if (mine.has(name)) continue;
    const old = before.get(name);
    // What we removed comes back when somebody worked on it meanwhile; edges and drawing are no work.
    const worked = old === undefined || (part !== "edge" && !same(content(old, part), content(one, part)));
    if (!worked) continue;
    result.push(one);
    if (part === "node") pot.taken.push(titleOf(one, part));
  }
  return result;
}

const content = (one: Raw, part: Part): unknown => (part === "node" ? one["data"] : one);

/** One of ours: kept, replaced, joined, or (null) removed with theirs. */
function item(base: Raw | undefined, ours: Raw, theirs: Raw | undefined, part: Part, pot: Pot): Raw | null {
  if (!theirs) {
    if (base === undefined || !same(content(base, part), content(ours, part))) return ours;
    if (part === "node") pot.taken.push(titleOf(ours, part));
    return null;
  }
  if (same(ours, theirs) || (base && same(base, theirs))) return ours;
  if (base && same(base, ours)) {
    if (part === "node") pot.taken.push(titleOf(theirs, part));
    return theirs;
  }
  if (part === "node") return joined(base ?? {}, ours, theirs, pot);
  if (part === "edge") return ours;
  return settle({ part, id: nameOf(ours, part), title: titleOf(ours, part), field: null }, ours, theirs, pot);
}

/** A node both changed: setting by setting; places and sizes are ours. */
function joined(base: Raw, ours: Raw, theirs: Raw, pot: Pot): Raw {
  const [before, mine, others] = [dataOf(base), dataOf(ours), dataOf(theirs)];
  const data: Raw = { ...mine };
  let took = false;
  for (const field of new Set([...Object.keys(before), ...Object.keys(others)])) {
    if (same(mine[field], others[field]) || same(before[field], others[field])) continue;
    if (same(before[field], mine[field])) {
      took = true;
      if (field in others) data[field] = others[field];
      else delete data[field];
      continue;
    }
    if (DRAWING.has(field)) continue;
    const place = { part: "node" as const, id: idOf(ours), title: titleOf(ours, "node"), field };
    data[field] = settle(place, mine[field], others[field], pot);
  }
  if (took) pot.taken.push(titleOf(theirs, "node"));
  const wrapper = Object.fromEntries(
    Object.keys(theirs)
      .filter((key) => key !== "data" && same(base[key], ours[key]))
      .map((key) => [key, theirs[key]]),
  );
  return { ...ours, ...wrapper, data };
}

const DRAWING = new Set(["width", "height", "selected"]);

function settle<T>(place: Omit<Clash, "key" | "mine" | "theirs">, mine: T, theirs: T, pot: Pot): T {
  const key = [place.part, place.id, place.field ?? ""].join(" ");
  if (pot.theirs.has(key)) return theirs;
  pot.clashes.push({ ...place, key, mine, theirs });
  return mine;
}

function features(base: Raw, ours: Raw, theirs: Raw, pot: Pot): Raw {
  const result = { ...ours };
  for (const key of new Set([...Object.keys(base), ...Object.keys(theirs)])) {
    if (same(ours[key], theirs[key]) || same(base[key], theirs[key])) continue;
    if (same(base[key], ours[key])) {
      if (key in theirs) result[key] = theirs[key];
      else delete result[key];
      continue;
    }
    result[key] = settle({ part: "features", id: key, title: key, field: null }, ours[key], theirs[key], pot);
  }
  return result;
}

function changedTitles(base: Content, theirs: Content): string[] {
  const before = new Map(
    list(base.graph["nodes"])
      .filter(isRecord)
      .map((node) => [idOf(node), node]),
  );
  const titles: string[] = [];
  for (const node of list(theirs.graph["nodes"]).filter(isRecord)) {
    const old = before.get(idOf(node));
    if (!old || !same(old["data"], node["data"])) titles.push(titleOf(node, "node"));
    before.delete(idOf(node));
  }
  return [...titles, ...[...before.values()].map((node) => titleOf(node, "node"))];
}
