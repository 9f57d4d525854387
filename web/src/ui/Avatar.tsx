import { cn } from "./cn";

const FAMILIES = ["io", "model", "knowledge", "logic", "data", "tool", "agent", "human"] as const;
const FAMILY_CLASS: Record<(typeof FAMILIES)[number], string> = {
  io: "bg-family-io",
  model: "bg-family-model",
  knowledge: "bg-family-knowledge",
  logic: "bg-family-logic",
  data: "bg-family-data",
  tool: "bg-family-tool",
  agent: "bg-family-agent",
  human: "bg-family-human",
};

const sum = (text: string) => [...text].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);

/** A person or a workspace by initial; the colour follows from the name. */
export function Avatar({ name, size = 24, square = false }: { name: string; size?: number; square?: boolean }) {
  const family = FAMILIES[sum(name) % FAMILIES.length] ?? "io";
  return (
    <span
      aria-hidden
      className={cn(
        "inline-grid shrink-0 place-items-center font-semibold text-on-family select-none",
        square ? "rounded-control" : "rounded-full",
        FAMILY_CLASS[family],
      )}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.46), lineHeight: 1 }}
    >
      {[...name.trim()][0]?.toUpperCase() ?? "?"}
    </span>
  );
}

/** The icon of an app: an emoji on a coloured tile, or a picture. */
export function AppIcon({
  type,
  icon,
  background,
  url,
  size = 40,
}: {
  type?: string | null | undefined;
  icon?: string | null | undefined;
  background?: string | null | undefined;
  url?: string | null | undefined;
  size?: number;
}) {
  const box = { width: size, height: size };
  if ((type === "image" || type === "link") && url) {
    return <img src={url} alt="" className="shrink-0 rounded-control object-cover" style={box} />;
  }
  return (
    <span
      aria-hidden
      className="inline-grid shrink-0 place-items-center rounded-control bg-sunken leading-none select-none"
      style={{ ...box, fontSize: Math.round(size * 0.54), ...(background ? { backgroundColor: background } : {}) }}
    >
      {type === "emoji" || !type ? emojiOf(icon) : "🤖"}
    </span>
  );
}

/** Imported files may name an emoji ("robot_face") instead of holding it. */
function emojiOf(icon: string | null | undefined): string {
  if (!icon) return "🤖";
  return /^[\w+-]+$/.test(icon) ? (SHORT_NAMES[icon] ?? "🤖") : icon;
}

const SHORT_NAMES: Record<string, string> = {
  robot_face: "🤖",
  bulb: "💡",
  memo: "📝",
  books: "📚",
  globe_with_meridians: "🌐",
  mag: "🔍",
  rocket: "🚀",
  sparkles: "✨",
  speech_balloon: "💬",
  wrench: "🔧",
  hammer_and_wrench: "🛠️",
  bar_chart: "📊",
  art: "🎨",
  brain: "🧠",
  gear: "⚙️",
  email: "📧",
  page_facing_up: "📄",
  clipboard: "📋",
  heart: "❤️",
  cat: "🐱",
  dog: "🐶",
  black_joker: "🃏",
  cinema: "🎦",
  grinning: "😀",
  female_student: "👩‍🎓",
  male_technologist: "👨‍💻",
  card_index_dividers: "🗂️",
};
