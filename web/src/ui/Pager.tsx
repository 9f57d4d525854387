import { ChevronLeft, ChevronRight } from "lucide-react";
import { IconButton } from "./Button";
import { Select } from "./Select";
import { useUiTexts } from "./texts";

type Props = {
  page: number;
  limit: number;
  total: number;
  onPage: (page: number) => void;
  limits?: readonly number[];
  onLimit?: (limit: number) => void;
  limitLabel?: string;
};

/** Hidden while everything fits on one page of the smallest size. */
export function Pager({ page, limit, total, onPage, limits, onLimit, limitLabel }: Props) {
  const texts = useUiTexts();
  const pages = Math.max(1, Math.ceil(total / limit));
  if (total <= Math.min(limit, ...(limits ?? [limit]))) return null;
  return (
    <nav className="flex items-center justify-end gap-2 py-3 text-small text-fg-2">
      {limits && onLimit && (
        <Select
          compact
          ariaLabel={limitLabel ?? ""}
          className="w-20"
          value={String(limit)}
          onValueChange={(value) => onLimit(Number(value))}
          options={limits.map((value) => ({ value: String(value), label: String(value) }))}
        />
      )}
      <IconButton
        size="compact"
        label={texts.previous}
        icon={<ChevronLeft size={14} />}
        disabled={page <= 1}
        onClick={() => onPage(page - 1)}
      />
      <span className="tabular">{texts.pageOf(page, pages)}</span>
      <IconButton
        size="compact"
        label={texts.next}
        icon={<ChevronRight size={14} />}
        disabled={page >= pages}
        onClick={() => onPage(page + 1)}
      />
    </nav>
  );
}
