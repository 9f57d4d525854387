import type { SiteInfo } from "@/api/web";
import { useTranslation } from "react-i18next";

export function AppIcon({ info, size = 28 }: { info: SiteInfo["site"]; size?: number }) {
  const style = {
    width: size,
    height: size,
    background: info.icon_background ?? "var(--bg-selected)",
    fontSize: size * 0.6,
  };
  if (info.icon_type === "image" && info.icon_url) {
    return (
      <img
        src={info.icon_url}
        alt=""
        className="shrink-0 rounded-control object-cover"
        style={{ width: size, height: size }}
      />
    );
  }
  return (
    <span aria-hidden className="grid shrink-0 place-items-center rounded-control leading-none" style={style}>
      {emoji(info.icon) ?? "🤖"}
    </span>
  );
}

/** Imported apps may name an icon by a word instead of the sign itself. */
function emoji(icon: string | null | undefined): string | null {
  return icon && !/^[\w-]+$/.test(icon) ? icon : null;
}

/** Who asks, as the page that embeds the chat says it. */
export function Visitor({ name, picture }: { name: string; picture: string }) {
  return (
    <span className="mb-1 flex items-center gap-2 text-small text-fg-2">
      {name}
      {/^https?:\/\//.test(picture) && <img src={picture} alt="" className="size-6 rounded-full object-cover" />}
    </span>
  );
}

export function Footer({ info }: { info: SiteInfo["site"] }) {
  const { t } = useTranslation("site");
  const link = /^https?:\/\//.test(info.privacy_policy ?? "") ? info.privacy_policy : null;
  return (
    <footer className="flex flex-wrap items-center justify-center gap-x-3 px-4 py-2 text-meta text-fg-3">
      {info.copyright && <span>© {info.copyright}</span>}
      {link && (
        <a href={link} target="_blank" rel="noreferrer noopener">
          {t("privacy")}
        </a>
      )}
      {!info.copyright && <span>{t("poweredBy")}</span>}
    </footer>
  );
}

/** The sentence for an error code, with what to do next; unknown codes show the server's. */
export function useSiteErrors(): (code: string | null, message: string) => string {
  const { t, i18n } = useTranslation("site");
  return (code, message) => {
    const key = `errors.${code ?? ""}`;
    return code !== null && i18n.exists(key, { ns: "site" }) ? t(`errors.${code as "stream_lost"}`) : message;
  };
}
