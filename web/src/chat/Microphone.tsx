import { Mic, Square } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import { Spinner } from "@/ui/Spinner";
import { toast } from "@/ui/toast";

/** Turns a recording into text. */
export type Listen = (recording: File) => Promise<string>;

const KINDS = [
  { mime: "audio/webm", name: "speech.webm" },
  { mime: "audio/mp4", name: "speech.m4a" },
];
/** A forgotten microphone goes off by itself. */
const LONGEST = 120_000;

/** Records while it is pressed in, shows how loud it is, and hands the text on to be edited. */
export function Microphone({ listen, onText }: { listen: Listen; onText: (text: string) => void }) {
  const { t } = useTranslation("chat");
  const [state, setState] = useState<"idle" | "recording" | "reading">("idle");
  const running = useRef<{ stop: () => void } | null>(null);
  const meter = useRef<HTMLSpanElement>(null);
  useEffect(() => () => running.current?.stop(), []);

  const read = async (recording: File) => {
    setState("reading");
    try {
      const text = (await listen(recording)).trim();
      if (text === "") toast.info(t("nothingHeard"));
      else onText(text);
    } catch (error) {
      toast.bad(error instanceof Error && error.message !== "" ? error.message : t("listenFailed"));
    }
    setState("idle");
  };
  const start = async () => {
    try {
      running.current = await record({
        level: (level) => meter.current?.style.setProperty("transform", `scale(${1 + level})`),
        done: (recording) => {
          running.current = null;
          if (recording === null) setState("idle");
          else void read(recording);
        },
      });
      setState("recording");
    } catch {
      toast.bad(t("noMicrophone"));
    }
  };
  if (state === "reading") {
    return (
      <span role="status" aria-label={t("reading")} className="grid size-10 place-items-center">
        <Spinner size={16} />
      </span>
    );
  }
  const recording = state === "recording";
  return (
    <span className="relative">
      {recording && (
        <span ref={meter} aria-hidden className="pointer-events-none absolute inset-2 rounded-full bg-bad-soft" />
      )}
      <IconButton
        size="touch"
        className="relative"
        label={recording ? t("stopListening") : t("listen")}
        aria-pressed={recording}
        icon={recording ? <Square size={14} className="fill-current text-bad" /> : <Mic size={18} />}
        onClick={() => (recording ? running.current?.stop() : void start())}
      />
    </span>
  );
}

async function record(on: { level: (level: number) => void; done: (recording: File | null) => void }) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one.mime)) ?? KINDS[0]!;
  const recorder = new MediaRecorder(stream, { mimeType: kind.mime });
  const pieces: Blob[] = [];
  const quiet = listenTo(stream, on.level);
  const late = setTimeout(() => recorder.stop(), LONGEST);
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  recorder.onstop = () => {
    clearTimeout(late);
    quiet();
    for (const track of stream.getTracks()) track.stop();
    const whole = new Blob(pieces, { type: kind.mime });
    on.done(whole.size > 0 ? new File([whole], kind.name, { type: kind.mime }) : null);
  };
  recorder.start();
  return { stop: () => recorder.state !== "inactive" && recorder.stop() };
}

/** Tells how loud a stream is, 0..1, once per frame, until it is told to be quiet. */
function listenTo(stream: MediaStream, level: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Uint8Array(analyser.fftSize);
  let frame = requestAnimationFrame(function look() {
    analyser.getByteTimeDomainData(samples);
    level(Math.min(1, Math.max(...samples.map((one) => Math.abs(one - 128))) / 64));
    frame = requestAnimationFrame(look);
  });
  return () => {
    cancelAnimationFrame(frame);
    void context.close();
  };
}
