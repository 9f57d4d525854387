import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, Dialog } from "@/ui";
import type { Document } from "../data";
import { useChildren, type Place, type Segment } from "./data";
import { numberOf } from "./place";
import type { Walk } from "./SegmentPanel";
import { WithChildren } from "./Texts";

type Props = { place: Place; document: Document; segment: Segment; walk: Walk; onClose: () => void };

/** A chunk over the whole screen, to read. */
export function Reading({ place, document, segment, walk, onClose }: Props) {
  const { t } = useTranslation("segments");
  const parents = document.doc_form === "hierarchical_model";
  const children = useChildren(place, segment.id, parents).data?.data ?? [];
  return (
    <Dialog
      open
      size="full"
      onOpenChange={onClose}
      title={t("panel.title", { number: numberOf(segment.position) })}
      description={document.name}
      footer={
        <>
          <Button icon={<ArrowUp size={14} />} disabled={!walk.previous} onClick={() => walk.previous?.()}>
            {t("panel.previous")}
          </Button>
          <Button icon={<ArrowDown size={14} />} disabled={!walk.next} onClick={() => walk.next?.()}>
            {t("panel.next")}
          </Button>
        </>
      }
    >
      <div className="mx-auto max-w-[760px] text-read break-words whitespace-pre-wrap">
        {document.doc_form === "qa_model" ? (
          <>
            <p className="font-semibold">{segment.content}</p>
            <p className="mt-3">{segment.answer}</p>
          </>
        ) : (
          <WithChildren text={segment.content} items={children} />
        )}
      </div>
    </Dialog>
  );
}
