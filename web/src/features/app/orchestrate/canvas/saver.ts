import { ApiError } from "@/api/error";
import type { Content } from "@/editor/content";
import { mergeContent, type Clash } from "@/editor/merge";
import type { EditorStore } from "@/editor/store";

export interface Stored {
  content: Content;
  hash: string;
  updatedAt: number;
}

/** How drafts travel; tests have their own. */
export interface DraftPort {
  save: (content: Content, hash: string) => Promise<{ hash: string; updated_at: number }>;
  load: () => Promise<Stored>;
}

export type SaveState = "saved" | "waiting" | "saving" | "offline" | "failed" | "clash";

export interface SaverView {
  state: SaveState;
  savedAt: number;
  hash: string;
  error: unknown;
  clashes: readonly Clash[];
  /** Titles of nodes that came from somebody else; told once. */
  taken: readonly string[];
}

const PAUSE = 800;
const AGAIN = 3000;

/**
 * Saves the draft of an editor a moment after each change. What somebody else saved meanwhile is joined in node by
 * node; where both changed the same setting, saving waits until a person has chosen.
 */
export class Saver {
  private view: SaverView;
  /** The last state that the server has; ours while nothing was changed here. */
  private base: Content;
  private theirs: Stored | null = null;
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Saves go one after the other: two at once would refuse each other. */
  private chain: Promise<unknown> = Promise.resolve();
  private busy = 0;
  /** States that were here before; a late answer that still tells of one is not news. */
  private readonly seen = new Set<string>();

  constructor(
    stored: Stored,
    private readonly editor: EditorStore,
    private readonly port: DraftPort,
    private readonly pause = PAUSE,
  ) {
    this.seen.add(stored.hash);
    this.base = editor.getState().content;
    this.view = {
      state: "saved",
      savedAt: stored.updatedAt,
      hash: stored.hash,
      error: null,
      clashes: [],
      taken: [],
    };
  }

  readonly snapshot = (): SaverView => this.view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Begin to follow the editor; the answer ends it. */
  readonly follow = (): (() => void) => {
    const stop = this.editor.subscribe((state, before) => {
      if (state.content === before.content || state.content === this.base) return;
      if (this.view.state !== "clash") this.set({ state: "waiting" });
      this.later(this.pause);
    });
    return () => {
      stop();
      clearTimeout(this.timer);
    };
  };

  /** Save now; tells whether everything is stored. */
  readonly flush = (): Promise<boolean> => {
    clearTimeout(this.timer);
    this.busy += 1;
    const turn = this.chain.then(() => this.saveAll()).finally(() => (this.busy -= 1));
    this.chain = turn;
    return turn;
  };

  /** Take up what the server has now. */
  readonly adopt = (stored: Stored): void => {
    const late = this.seen.has(stored.hash) && stored.updatedAt <= this.view.savedAt;
    if (stored.hash === this.view.hash || late || this.busy > 0 || this.view.state === "clash") return;
    this.join(stored);
  };

  /** Ask the server for its state and take it up. */
  readonly pull = async (): Promise<void> => {
    if (this.busy === 0) this.adopt(await this.port.load());
  };

  /** Start over with what the server has, whatever is here: after a version was restored. */
  readonly replace = (stored: Stored): void => {
    clearTimeout(this.timer);
    this.know(stored);
    this.base = stored.content;
    this.theirs = null;
    this.set({ state: "saved", clashes: [], error: null });
  };

  /** Settle a clash: `theirs` names the places that take the other side's value. */
  readonly settle = (theirs: ReadonlySet<string>): void => {
    const stored = this.theirs;
    if (!stored) return;
    const before = this.base;
    const { content } = mergeContent(before, this.editor.getState().content, stored.content, theirs);
    this.theirs = null;
    this.take(stored, content, before);
    this.set({ clashes: [], state: "waiting" });
    void this.flush();
  };

  readonly told = (): void => this.set({ taken: [] });

  private set(change: Partial<SaverView>): void {
    this.view = { ...this.view, ...change };
    for (const listener of this.listeners) listener();
  }

  private later(pause: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), pause);
  }

  private know({ hash, updatedAt }: Pick<Stored, "hash" | "updatedAt">): void {
    this.seen.add(hash);
    this.view = { ...this.view, hash, savedAt: updatedAt };
  }

  private async saveAll(): Promise<boolean> {
    while (this.view.state !== "clash" && this.editor.getState().content !== this.base) {
      await this.saveOnce();
      if (this.view.state === "offline" || this.view.state === "failed") break;
    }
    if (this.view.state === "waiting" && this.editor.getState().content === this.base) this.set({ state: "saved" });
    return this.view.state === "saved";
  }

  private async saveOnce(): Promise<void> {
    const sent = this.editor.getState().content;
    this.set({ state: "saving", error: null });
    try {
      const { hash, updated_at } = await this.port.save(sent, this.view.hash);
      this.base = sent;
      this.know({ hash, updatedAt: updated_at });
      this.set({ state: this.editor.getState().content === sent ? "saved" : "waiting" });
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) await this.collide();
      else this.fail(error);
    }
  }

  private fail(error: unknown): void {
    const offline = error instanceof ApiError && (error.status === 0 || error.status >= 502);
    this.set({ state: offline ? "offline" : "failed", error });
    if (offline) this.later(AGAIN);
  }

  private async collide(): Promise<void> {
    try {
      this.join(await this.port.load());
    } catch (error) {
      this.fail(error);
    }
  }

  private join(stored: Stored): void {
    const before = this.base;
    const { content, taken, clashes } = mergeContent(before, this.editor.getState().content, stored.content);
    if (clashes.length > 0) {
      this.theirs = stored;
      clearTimeout(this.timer);
      this.set({ state: "clash", clashes });
      return;
    }
    this.take(stored, content, before);
    const open = content !== stored.content;
    this.set({ taken, state: open ? "waiting" : "saved" });
    if (open) this.later(this.pause);
  }

  private take(stored: Stored, content: Content, before: Content): void {
    this.know(stored);
    this.base = stored.content;
    this.editor
      .getState()
      .adopt(content, (step) =>
        step === before ? stored.content : mergeContent(before, step, stored.content).content,
      );
  }
}
