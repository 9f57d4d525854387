import type { Provider } from "@/api/types";
import { Avatar } from "@/ui";

export function ProviderIcon({ provider, size = 32 }: { provider: Provider; size?: number }) {
  return provider.icon_url ? (
    <img
      src={provider.icon_url}
      alt=""
      width={size}
      height={size}
      className="shrink-0 rounded-control object-contain"
    />
  ) : (
    <Avatar name={provider.label.en_US} size={size} square />
  );
}
