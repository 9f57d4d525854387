import { Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatNumber, Segmented, Switch } from "@/ui";
import { SearchField } from "../SearchField";
import type { SegmentSearch } from "./search";

type Props = {
  search: SegmentSearch;
  change: (next: SegmentSearch) => void;
  total: number | undefined;
  whole: boolean;
  onWhole: (on: boolean) => void;
};

/** Which chunks are listed, and how much of each. */
export function Toolbar({ search, change, total, whole, onWhole }: Props) {
  const { t } = useTranslation("segments");
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3 sm:px-6">
      <SearchField
        label={t("list.search")}
        icon={<Search size={14} />}
        value={search.q ?? ""}
        onChange={(q) => change({ q: q === "" ? undefined : q })}
      />
      <Segmented
        label={t("list.state")}
        value={search.state ?? "all"}
        onValueChange={(state) => change({ state: state === "all" ? undefined : state })}
        options={(["all", "enabled", "disabled"] as const).map((value) => ({ value, label: t(`list.${value}`) }))}
      />
      <span className="tabular text-small text-fg-3" aria-live="polite">
        {total !== undefined && t("list.count", { count: total, shown: formatNumber(total) })}
      </span>
      <span className="flex-1" />
      <Switch label={t("list.whole")} checked={whole} onCheckedChange={onWhole} />
    </div>
  );
}
