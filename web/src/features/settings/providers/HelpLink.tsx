import { ExternalLink } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Provider } from "@/api/types";
import { wordsIn } from "@/forms/schema";
import { cn } from "@/ui";

/** Where to get a key, or how to set the server up, in the words of the provider's entry. */
export function HelpLink({ provider, className }: { provider: Provider; className?: string }) {
  const { t, i18n } = useTranslation("providers");
  const url = wordsIn(provider.help?.url, i18n.language);
  if (!/^https?:/.test(url)) return null;
  return (
    <a href={url} target="_blank" rel="noreferrer" className={cn("flex items-center gap-1 text-base", className)}>
      {wordsIn(provider.help?.title, i18n.language) || t("help")}
      <ExternalLink aria-hidden size={12} />
    </a>
  );
}
