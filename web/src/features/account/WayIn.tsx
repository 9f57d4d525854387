import { Languages } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { LANGUAGE_NAMES, LANGUAGES, setLanguage } from "@/i18n";
import { Button } from "@/ui/Button";
import mark from "@/ui/mark.svg";
import { Menu } from "@/ui/Menu";

/** The centred column of set-up, sign-in and invitation. */
export function WayIn({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  const { t, i18n } = useTranslation("account");
  return (
    <div className="flex min-h-full flex-col">
      <header className="flex justify-end p-3">
        <Menu
          trigger={
            <Button variant="ghost" icon={<Languages size={14} />} aria-label={t("language")}>
              {LANGUAGE_NAMES[i18n.language === "zh-Hans" ? "zh-Hans" : "en-US"]}
            </Button>
          }
          entries={LANGUAGES.map((language) => ({
            label: LANGUAGE_NAMES[language],
            checked: i18n.language === language,
            onSelect: () => void setLanguage(language),
          }))}
        />
      </header>
      <main className="mx-auto w-full max-w-[400px] flex-1 px-4 pt-[6vh] pb-16">
        <img src={mark} alt="Tenon" width={40} height={40} />
        <h1 className="mt-4 text-title">{title}</h1>
        {text && <p className="mt-0.5 text-base text-fg-2">{text}</p>}
        <div className="mt-6">{children}</div>
      </main>
    </div>
  );
}
