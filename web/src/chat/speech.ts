import { useCallback, useEffect, useRef, useState } from "react";
import type { RunEvent } from "@/run/events";

/** Reads an answer aloud: by its message, or by its text when it has none. */
export type Speak = (message: { id: string | null; text: string }) => Promise<Blob>;

const MIME = "audio/mpeg";

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

/** Plays pieces as they come where the browser can, else all of them at the end. */
class Arriving {
  readonly audio = new Audio();
  private readonly pieces: Uint8Array<ArrayBuffer>[] = [];
  private readonly source: MediaSource | null;
  private buffer: SourceBuffer | null = null;
  private next = 0;
  private ended = false;

  constructor() {
    const can = typeof MediaSource !== "undefined" && MediaSource.isTypeSupported(MIME);
    this.source = can ? new MediaSource() : null;
    if (!this.source) return;
    this.audio.src = URL.createObjectURL(this.source);
    this.source.addEventListener("sourceopen", () => {
      this.buffer = this.source!.addSourceBuffer(MIME);
      this.buffer.addEventListener("updateend", () => this.feed());
      this.feed();
    });
    void this.audio.play().catch(() => undefined);
  }

  add(base64: string): void {
    this.pieces.push(bytesOf(base64));
    this.feed();
  }

  end(): void {
    this.ended = true;
    if (this.source) this.feed();
    else {
      this.audio.src = URL.createObjectURL(new Blob(this.pieces, { type: MIME }));
      void this.audio.play().catch(() => undefined);
    }
  }

  stop(): void {
    this.audio.pause();
    if (this.audio.src !== "") URL.revokeObjectURL(this.audio.src);
  }

  private feed(): void {
    if (!this.buffer || this.buffer.updating || this.source?.readyState !== "open") return;
    const piece = this.pieces[this.next];
    if (piece) {
      this.next += 1;
      this.buffer.appendBuffer(piece);
    } else if (this.ended) this.source.endOfStream();
  }
}

/** One voice on a page: a new answer or a second press ends what is being said. */
export function useSpeech(speak: Speak | undefined) {
  const [speaking, setSpeaking] = useState<string | null>(null);
  const [loading, setLoading] = useState<string | null>(null);
  const now = useRef<{ stop: () => void } | null>(null);
  const arriving = useRef<Arriving | null>(null);
  const asked = useRef(0);
  const stop = useCallback(() => {
    asked.current += 1;
    now.current?.stop();
    now.current = null;
    arriving.current = null;
    setSpeaking(null);
    setLoading(null);
  }, []);
  useEffect(() => () => now.current?.stop(), []);

  const play = useCallback(
    async (key: string, message: { id: string | null; text: string }): Promise<void> => {
      stop();
      if (!speak) return;
      const mine = asked.current;
      setLoading(key);
      try {
        const url = URL.createObjectURL(await speak(message));
        if (mine !== asked.current) return;
        const audio = new Audio(url);
        now.current = { stop: () => audio.pause() };
        audio.onended = stop;
        await audio.play();
        setSpeaking(key);
      } finally {
        if (mine === asked.current) setLoading(null);
      }
    },
    [speak, stop],
  );

  /** Pieces of speech that come with an answer. */
  const hear = useCallback(
    (events: readonly RunEvent[], key: string) => {
      for (const event of events) {
        if (event.event === "tts_message" && event.audio !== "") {
          if (!arriving.current) {
            stop();
            const voice = new Arriving();
            arriving.current = voice;
            now.current = voice;
            voice.audio.onended = stop;
            setSpeaking(key);
          }
          arriving.current.add(event.audio);
        } else if (event.event === "tts_message_end") arriving.current?.end();
      }
    },
    [stop],
  );
  return { speaking, loading, play, stop, hear };
}
