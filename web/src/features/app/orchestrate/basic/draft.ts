import { useEffect, useState, useSyncExternalStore } from "react";
import { ApiError } from "@/api/error";
import { merge, same, type Raw } from "./config";

export interface Stored {
  config: Raw;
  hash: string;
}

/** How drafts travel; tests have their own. */
export interface DraftPort {
  save: (config: Raw, hash: string) => Promise<{ hash: string; updated_at: number }>;
  load: () => Promise<Stored>;
}

export type SaveState = "saved" | "waiting" | "saving" | "offline" | "failed" | "clash";

export interface DraftView {
  config: Raw;
  state: SaveState;
  savedAt: number | null;
  error: unknown;
  /** Keys that somebody else changed as well, with their values. */
  clash: { keys: string[]; theirs: Raw } | null;
  /** Keys taken over from somebody else, told once. */
  taken: string[];
}

const PAUSE = 800;
const AGAIN = 3000;

/**
 * A configuration that is being edited and saves itself. What somebody else saved meanwhile is joined in; where both
 * changed the same part, saving waits until a person has chosen.
 */
export class Draft {
  private view: DraftView;
  private base: Stored;
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Everything that is being saved, one after the other: two saves at once would refuse each other. */
  private chain: Promise<unknown> = Promise.resolve();
  private busy = 0;
  /** States that were here before; a late answer that still tells of one is not news. */
  private readonly seen = new Set<string>();

  constructor(
    stored: Stored & { updated_at?: number | null },
    private readonly port: DraftPort,
    private readonly pause = PAUSE,
  ) {
    this.base = this.known(stored);
    const savedAt = stored.updated_at ?? null;
    this.view = { config: stored.config, state: "saved", savedAt, error: null, clash: null, taken: [] };
  }

  readonly snapshot = (): DraftView => this.view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly change = (change: (config: Raw) => Raw): void => {
    const config = change(this.view.config);
    if (config === this.view.config) return;
    this.set({ config, ...(this.view.state === "clash" ? {} : { state: "waiting" as const }) });
    this.later(this.pause);
  };

  /** Save now; resolves when everything is stored or saving has to wait. */
  readonly flush = (): Promise<boolean> => {
    clearTimeout(this.timer);
    this.busy += 1;
    const turn = this.chain.then(() => this.saveAll()).finally(() => (this.busy -= 1));
    this.chain = turn;
    return turn;
  };

  /** Take up what the server has now, after a refetch. */
  readonly adopt = (stored: Stored & { updated_at?: number | null }): void => {
    const late = this.seen.has(stored.hash) && (stored.updated_at ?? 0) <= (this.view.savedAt ?? 0);
    if (stored.hash === this.base.hash || late || this.busy > 0) return;
    this.join(stored);
  };

  /** Start over with what the server has, whatever is here. */
  readonly replace = (stored: Stored): void => {
    clearTimeout(this.timer);
    this.base = this.known(stored);
    this.set({ config: stored.config, state: "saved", clash: null, error: null });
  };

  /** Settle a clash: whose value each key gets. */
  readonly settle = (choice: Record<string, "mine" | "theirs">): void => {
    const { clash } = this.view;
    if (!clash) return;
    const config = { ...this.view.config };
    for (const key of clash.keys) {
      if (choice[key] !== "theirs") continue;
      if (key in clash.theirs) config[key] = clash.theirs[key];
      else delete config[key];
    }
    this.set({ config, clash: null, state: "waiting" });
    void this.flush();
  };

  readonly told = (): void => this.set({ taken: [] });

  readonly dispose = (): void => clearTimeout(this.timer);

  private set(change: Partial<DraftView>): void {
    this.view = { ...this.view, ...change };
    for (const listener of this.listeners) listener();
  }

  private later(pause: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), pause);
  }

  private known({ config, hash }: Stored): Stored {
    this.seen.add(hash);
    return { config, hash };
  }

  private async saveAll(): Promise<boolean> {
    while (this.view.state !== "clash" && !same(this.view.config, this.base.config)) {
      await this.saveOnce();
      if (this.view.state === "offline" || this.view.state === "failed") break;
    }
    if (this.view.state === "waiting") this.set({ state: "saved" });
    return this.view.state === "saved";
  }

  private async saveOnce(): Promise<void> {
    const sent = this.view.config;
    this.set({ state: "saving", error: null });
    try {
      const { hash, updated_at } = await this.port.save(sent, this.base.hash);
      this.base = this.known({ config: sent, hash });
      this.set({ state: this.view.config === sent ? "saved" : "waiting", savedAt: updated_at });
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

  private join(theirs: Stored): void {
    const { config, taken, clashes } = merge(this.base.config, this.view.config, theirs.config);
    this.base = this.known(theirs);
    const clash = clashes.length > 0 ? { keys: clashes, theirs: theirs.config } : null;
    this.set({ config, taken, clash, state: clash ? "clash" : same(config, theirs.config) ? "saved" : "waiting" });
    if (!clash && !same(config, theirs.config)) this.later(this.pause);
  }
}

/** A draft for as long as a page shows it: saves when the page is left, and asks before unsaved work is lost. */
export function useConfigDraft(stored: Stored & { updated_at?: number | null }, port: DraftPort) {
  const [draft] = useState(() => new Draft(stored, port));
  const view = useSyncExternalStore(draft.subscribe, draft.snapshot);
  useEffect(() => draft.adopt(stored), [draft, stored]);
  useEffect(() => {
    const hide = () => void draft.flush();
    const leave = (event: BeforeUnloadEvent) => {
      if (draft.snapshot().state !== "saved") event.preventDefault();
    };
    document.addEventListener("visibilitychange", hide);
    globalThis.addEventListener("beforeunload", leave);
    globalThis.addEventListener("online", hide);
    return () => {
      document.removeEventListener("visibilitychange", hide);
      globalThis.removeEventListener("beforeunload", leave);
      globalThis.removeEventListener("online", hide);
      void draft.flush().then(draft.dispose);
    };
  }, [draft]);
  return { draft, view };
}
