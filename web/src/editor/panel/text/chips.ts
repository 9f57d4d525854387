import { Facet, type Extension } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  MatchDecorator,
  ViewPlugin,
  WidgetType,
  type DecorationSet,
  type ViewUpdate,
} from "@codemirror/view";
import type { Described } from "../../variables";

export interface ChipWords {
  source: string;
  name: string;
  type: string;
  kind: Described["kind"];
  /** What is wrong, in words. */
  trouble: string;
}

type Describe = (selector: readonly string[]) => ChipWords;

const unknown: Describe = (selector) => ({ source: "", name: selector.join("."), type: "", kind: "node", trouble: "" });

/** How references read; given from the panel, which knows the graph. */
export const describeFacet = Facet.define<Describe, Describe>({ combine: (all) => all[0] ?? unknown });

const REFERENCE = /\{\{#([^{}#\n]{1,300})#\}\}/g;

class Chip extends WidgetType {
  constructor(
    readonly reference: string,
    readonly words: ChipWords,
  ) {
    super();
  }

  override eq(other: Chip): boolean {
    const [a, b] = [this.words, other.words];
    return (
      other.reference === this.reference &&
      a.source === b.source &&
      a.name === b.name &&
      a.type === b.type &&
      a.trouble === b.trouble
    );
  }

  toDOM(): HTMLElement {
    const { source, name, type, trouble, kind } = this.words;
    const chip = document.createElement("span");
    chip.className = "pn-chip";
    chip.dataset["kind"] = kind;
    if (trouble) chip.dataset["broken"] = "";
    chip.title = [trouble, this.reference, type].filter(Boolean).join("\n");
    if (source !== "") {
      const from = document.createElement("span");
      from.className = "pn-chip-source";
      from.textContent = `${source} /`;
      chip.append(from);
    }
    const own = document.createElement("span");
    own.className = "pn-chip-name";
    own.textContent = name;
    chip.append(own);
    return chip;
  }

  override ignoreEvent(event: Event): boolean {
    return event.type === "dblclick";
  }
}

const decorator = (describe: Describe): MatchDecorator =>
  new MatchDecorator({
    regexp: REFERENCE,
    decorate: (add, from, to, match) => {
      const widget = new Chip(match[0], describe((match[1] ?? "").split(".")));
      add(from, to, Decoration.replace({ widget }));
    },
  });

class Chips {
  decorations: DecorationSet;
  #matcher: MatchDecorator;
  #describe: Describe;

  constructor(view: EditorView) {
    this.#describe = view.state.facet(describeFacet);
    this.#matcher = decorator(this.#describe);
    this.decorations = this.#matcher.createDeco(view);
  }

  update(update: ViewUpdate): void {
    const describe = update.state.facet(describeFacet);
    if (describe !== this.#describe) {
      this.#describe = describe;
      this.#matcher = decorator(describe);
      this.decorations = this.#matcher.createDeco(update.view);
    } else this.decorations = this.#matcher.updateDeco(update, this.decorations);
  }
}

/** A chip that was clicked: where its reference stands, and where on the screen. */
export interface ChipHit {
  from: number;
  to: number;
  reference: string;
  at: { x: number; y: number };
}

/** The chip under a click; a broken one says at once what can be done, others with the second click. */
export function chipHit(event: MouseEvent, view: EditorView): ChipHit | null {
  const chip = event.target instanceof Element ? event.target.closest<HTMLElement>(".pn-chip") : null;
  if (!chip || (event.type === "click" && chip.dataset["broken"] === undefined)) return null;
  const from = view.posAtDOM(chip);
  const reference = /^\{\{#[^{}#\n]{1,300}#\}\}/.exec(view.state.doc.sliceString(from, from + 310))?.[0];
  if (reference === undefined) return null;
  const box = chip.getBoundingClientRect();
  return { from, to: from + reference.length, reference, at: { x: box.left, y: box.bottom } };
}

/** References drawn as chips over the plain text; each is one unit for the caret. */
export const chips: Extension = ViewPlugin.fromClass(Chips, {
  decorations: (plugin) => plugin.decorations,
  provide: (plugin) => EditorView.atomicRanges.of((view) => view.plugin(plugin)?.decorations ?? Decoration.none),
});
