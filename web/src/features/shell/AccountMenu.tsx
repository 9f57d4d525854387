import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { LogOut, Settings, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useAccount, useSignOut, useUpdateAccount } from "@/api/account";
import { LANGUAGE_NAMES, LANGUAGES, setLanguage, type Language } from "@/i18n";
import { useExplain } from "@/i18n/useExplain";
import { Avatar } from "@/ui/Avatar";
import { Menu } from "@/ui/Menu";
import { applyTheme, storedTheme, THEMES, type Theme } from "@/ui/theme";
import { toast } from "@/ui/toast";

export function AccountMenu() {
  const { t, i18n } = useTranslation();
  const explain = useExplain();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const account = useAccount().data;
  const update = useUpdateAccount();
  const signOut = useSignOut();
  if (!account) return null;
  const open = (settings: string) => void navigate({ to: ".", search: (old) => ({ ...old, settings }) });
  const onError = (error: Error) => toast.bad(explain(error).title);
  const chooseTheme = (theme: Theme) => {
    applyTheme(theme);
    update.mutate({ theme }, { onError });
  };
  const chooseLanguage = (language: Language) => {
    void setLanguage(language);
    update.mutate({ language: language === "zh-Hans" ? "zh_Hans" : "en_US" }, { onError });
  };
  const leave = () =>
    signOut.mutate(undefined, {
      onSettled: async () => {
        await navigate({ to: "/signin" });
        queries.clear();
      },
    });
  return (
    <Menu
      trigger={
        <button type="button" aria-label={t("account.menu")} className="rounded-full">
          <Avatar name={account.name} size={28} />
        </button>
      }
      header={
        <div className="max-w-64 px-2 pt-1.5 pb-2">
          <p className="truncate text-base font-medium">{account.name}</p>
          <p className="truncate text-small text-fg-3">{account.email}</p>
        </div>
      }
      entries={[
        "separator",
        { label: t("account.account"), icon: <UserRound size={14} />, onSelect: () => open("account") },
        { label: t("account.settings"), icon: <Settings size={14} />, onSelect: () => open("providers") },
        "separator",
        { heading: t("account.language") },
        ...LANGUAGES.map((language) => ({
          label: LANGUAGE_NAMES[language],
          checked: i18n.language === language,
          onSelect: () => chooseLanguage(language),
        })),
        "separator",
        { heading: t("account.theme") },
        ...THEMES.map((theme) => ({
          label: t(`account.${theme}`),
          checked: (account.theme || storedTheme()) === theme,
          onSelect: () => chooseTheme(theme),
        })),
        "separator",
        { label: t("account.signOut"), icon: <LogOut size={14} />, onSelect: leave },
      ]}
    />
  );
}
