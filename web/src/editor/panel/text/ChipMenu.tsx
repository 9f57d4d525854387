import { useTranslation } from "react-i18next";
import { copyText } from "@/ui/CopyButton";
import type { MenuEntry } from "@/ui/Menu";
import { PointMenu } from "@/ui/PointMenu";
import { usePanel } from "../panel";
import type { ChipHit } from "./chips";

/** What can be done with a reference: put another in its place, go to where it comes from, copy it. */
export function ChipMenu({ hit, replace, onClose }: { hit: ChipHit; replace: () => void; onClose: () => void }) {
  const { t } = useTranslation("panels");
  const { readOnly, scope, locate } = usePanel();
  const [node = ""] = hit.reference.slice(3, -3).split(".");
  const there = node in scope.index.document.nodes;
  const entries: MenuEntry[] = [
    ...(readOnly ? [] : [{ label: t("chip.replace"), onSelect: () => void setTimeout(replace) }]),
    ...(there && locate ? [{ label: t("chip.locate"), onSelect: () => locate(node) }] : []),
    { label: t("chip.copy"), onSelect: () => void copyText(hit.reference) },
  ];
  return <PointMenu at={hit.at} label={t("chip.menu")} entries={entries} onClose={onClose} />;
}
