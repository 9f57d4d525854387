import { Clock, Hash, Type } from "lucide-react";
import type { FieldType } from "./data";

const ICONS = { string: Type, number: Hash, time: Clock };

export function TypeIcon({ type, size = 14 }: { type: FieldType; size?: number }) {
  const Icon = ICONS[type];
  return <Icon aria-hidden size={size} className="shrink-0 text-fg-3" />;
}
