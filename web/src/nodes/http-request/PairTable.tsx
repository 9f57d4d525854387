import { TableProperties, TextCursorInput } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Rows } from "@/editor/panel/fields/Rows";
import { usePanel } from "@/editor/panel/panel";
import { Section } from "@/editor/panel/parts";
import { TemplateField, TextCard } from "@/editor/panel/text/TextField";
import { moved } from "@/editor/panel/write";
import { Button } from "@/ui/Button";
import { linesOf, pairsOf, type Pair } from "./pairs";

/** Names and values as a table or as lines of text; both are the same stored text. */
export function PairTable({ member, title, help }: { member: "headers" | "params"; title: string; help?: string }) {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const [bulk, setBulk] = useState(false);
  const stored = panel.text(member);
  const pairs = pairsOf(stored);
  // A row without a name or a value is not in the text yet.
  const [fresh, setFresh] = useState<number>(0);
  const rows: Pair[] = [...pairs, ...Array.from({ length: fresh }, () => ({ name: "", value: "" }))];
  const put = (next: readonly Pair[]) => {
    const full = next.filter((one) => one.name !== "" || one.value !== "");
    setFresh(next.length - full.length);
    panel.change((data) => ({ ...data, [member]: linesOf(full) }), { field: member });
  };
  return (
    <Section
      title={title}
      help={help}
      actions={
        <Button
          size="inline"
          variant="ghost"
          icon={bulk ? <TableProperties size={12} /> : <TextCursorInput size={12} />}
          onClick={() => setBulk(!bulk)}
        >
          {bulk ? t("pairs.table") : t("pairs.bulk")}
        </Button>
      }
    >
      {bulk ? (
        <TextCard
          label={title}
          title={t("pairs.lines")}
          placeholder={"name: value"}
          value={stored}
          onChange={(next) => panel.set([member], next)}
        />
      ) : (
        <PairRows
          rows={rows}
          onChange={put}
          onAdd={() => setFresh(fresh + 1)}
          onRemove={(index) => (index < pairs.length ? put(rows.toSpliced(index, 1)) : setFresh(fresh - 1))}
        />
      )}
    </Section>
  );
}

export function PairRows({
  rows,
  onChange,
  onAdd,
  onRemove,
}: {
  rows: readonly Pair[];
  onChange: (rows: Pair[]) => void;
  onAdd: () => void;
  onRemove: (index: number) => void;
}) {
  const { t } = useTranslation("panels");
  return (
    <Rows
      items={rows}
      label={(one, index) => one.name || t("rows.number", { number: index + 1 })}
      onMove={(from, to) => onChange(moved(rows, from, to))}
      onRemove={onRemove}
      onAdd={onAdd}
      row={(one, index) => (
        <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-1.5">
          <TemplateField
            label={t("pairs.name", { number: index + 1 })}
            placeholder={t("name.label")}
            value={one.name}
            onChange={(name) => onChange(rows.with(index, { ...one, name }))}
          />
          <TemplateField
            label={t("pairs.value", { number: index + 1 })}
            placeholder={t("value")}
            value={one.value}
            onChange={(value) => onChange(rows.with(index, { ...one, value }))}
          />
        </div>
      )}
    />
  );
}
