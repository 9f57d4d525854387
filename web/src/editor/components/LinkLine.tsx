import { useTranslation } from "react-i18next";
import { useEditor } from "../context";
import type { LinkMarks } from "./useLink";

/** The edge that is being pulled, and why it cannot go where it is. */
export function LinkLine({ marks }: { marks: LinkMarks }) {
  const link = useEditor((state) => state.view.link);
  const { t } = useTranslation("editor");
  const why = link?.over == null ? undefined : link.refused.get(link.over);
  return (
    <div className="canvas-link" data-on={link !== null || undefined} data-refused={why !== undefined || undefined}>
      <svg aria-hidden>
        <path ref={(element) => marks.setLine(element)} fill="none" />
      </svg>
      <div ref={(element) => marks.setWords(element)} role="status" className="canvas-link-words">
        {why !== undefined && t(`refused.${why}`)}
      </div>
    </div>
  );
}
