import type { ToolProvider } from "@/api/tools";
import { AppIcon } from "@/ui";

/** The picture of a provider: an address, or an emoji on a colour. */
export function ProviderIcon({ icon, size = 40 }: { icon: ToolProvider["icon"]; size?: number }) {
  return typeof icon === "string" ? (
    <AppIcon type="link" url={icon} size={size} />
  ) : (
    <AppIcon type="emoji" icon={icon.content} background={icon.background} size={size} />
  );
}
