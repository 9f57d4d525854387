import { cn } from "@/ui";
import { cut, cutByChildren, marked, numberOf, type Piece } from "./place";
import type { Child } from "./data";

const Pieces = ({ pieces, className }: { pieces: readonly Piece[]; className: (at: number) => string }) => (
  <>
    {pieces.map((piece, index) =>
      piece.at === undefined ? (
        <span key={index}>{piece.text}</span>
      ) : (
        <mark key={index} className={className(piece.at)}>
          {piece.text}
        </mark>
      ),
    )}
  </>
);

const FOUND = "rounded-[2px] bg-warn-soft text-fg";

/** A text with the searched words marked. */
export const Marked = ({ text, words }: { text: string; words: string }) => (
  <Pieces pieces={marked(text, words)} className={() => FOUND} />
);

/** A text with places marked that were worked out before. */
export const MarkedAt = ({ text, places }: { text: string; places: readonly (readonly [number, number])[] }) => (
  <Pieces pieces={cut(text, places)} className={() => FOUND} />
);

/** A parent's text, its children told apart by two tints. */
export const WithChildren = ({
  text,
  items,
  current,
}: {
  text: string;
  items: readonly Child[];
  current?: string | undefined;
}) => (
  <Pieces
    pieces={cutByChildren(text, items)}
    className={(at) =>
      cn(
        "rounded-[2px] text-fg",
        current !== undefined && items[at]?.id === current
          ? "bg-warn-soft"
          : at % 2 === 0
            ? "bg-selected"
            : "bg-info-soft",
      )
    }
  />
);

/** Where a chunk stands in its document, as a strip with a mark. */
export function PlaceBar({ position, total, label }: { position: number; total: number; label: string }) {
  const all = Math.max(total, position, 1);
  const width = Math.max(1.5, 100 / all);
  const left = Math.min(100 - width, ((position - 1) / all) * 100);
  return (
    <svg role="img" aria-label={label} viewBox="0 0 100 4" preserveAspectRatio="none" className="h-1.5 w-full">
      <rect width="100" height="4" rx="1" className="fill-line" />
      <rect x={left} width={width} height="4" className="fill-accent" />
    </svg>
  );
}

export const Number = ({ position }: { position: number }) => (
  <span className="tabular font-mono text-small text-fg-3">{numberOf(position)}</span>
);
