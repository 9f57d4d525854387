import { LoaderCircle } from "lucide-react";
import { cn } from "./cn";

export function Spinner({ size = 16, className }: { size?: number; className?: string }) {
  return <LoaderCircle aria-hidden size={size} className={cn("animate-spin", className)} />;
}
