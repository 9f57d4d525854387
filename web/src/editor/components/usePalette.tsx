import { SquareChevronRight } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { langOf, specOf } from "@/nodes/registry";
import { offerCommands, type PageCommand } from "@/ui/pageCommands";
import { commands, usable, type Reach } from "../commands";
import { FamilyIcon } from "./Card";
import { keyText } from "./keyText";
import type { CanvasControl } from "./useControl";

/** Brings the nodes and commands of the canvas into the command palette. */
export function usePalette(reach: Reach, control: CanvasControl) {
  const { t, i18n } = useTranslation("editor");
  useEffect(
    () =>
      offerCommands(() => {
        const { document } = reach.store.getState();
        const lang = langOf(i18n.language);
        const nodes = document.order.flatMap((id): PageCommand[] => {
          const node = document.nodes[id];
          if (!node || node.kind === "start-chip" || node.kind === "note") return [];
          const { text } = specOf(node.type);
          return [
            {
              id: `node-${id}`,
              kind: "node",
              text: node.title || text[lang].name,
              keywords: `${text.en.name} ${text.zh.name} ${node.type}`,
              hint: text[lang].name,
              icon: <FamilyIcon type={node.type} />,
              run: () => later(() => control.locate(id)),
            },
          ];
        });
        const acts = commands
          .filter((one) => one.run && one.id !== "escape" && usable(one, reach.store.getState()))
          .map((one): PageCommand => ({
            id: `command-${one.id}`,
            kind: "command",
            text: t(`command.${one.id}`),
            keywords: i18n.getFixedT("en-US", "editor")(`command.${one.id}`),
            hint: keyText(one.keys[0] ?? ""),
            icon: <SquareChevronRight size={16} />,
            run: () => later(() => one.run?.(reach)),
          }));
        return [...nodes, ...acts];
      }),
    [reach, control, t, i18n],
  );
}

/** Once the palette is gone and the focus is back. */
const later = (act: () => void): void => void setTimeout(act, 50);
