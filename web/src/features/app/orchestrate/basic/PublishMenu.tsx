import { Link } from "@tanstack/react-router";
import { ChevronDown, Code, ExternalLink, Rocket, SquareTerminal, Table2, Undo2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Badge, Button, Callout, Dialog, Popover } from "@/ui";
import { partsOf } from "./parts";
import type { Problem } from "./problems";

interface Props {
  appId: string;
  /** Keys in which draft and served configuration differ; null: they differ, and nothing more is known. */
  changed: readonly string[] | null;
  errors: readonly Problem[];
  warnings: readonly Problem[];
  webApp: string | null;
  publishing: boolean;
  publish: () => void;
  discard: () => void;
}

/** What would change, the button, and where the published app is. */
export function PublishMenu({ appId, changed, errors, warnings, webApp, publishing, publish, discard }: Props) {
  const { t } = useTranslation(["basic", "common"]);
  const [open, setOpen] = useState(false);
  const [asking, setAsking] = useState(false);
  const name = useWordOf();
  const same = changed !== null && changed.length === 0;
  const parts = partsOf(changed ?? []);
  const go = () => {
    if (errors.length > 0 || same || publishing) return;
    publish();
    setOpen(false);
  };
  const latest = useRef(go);
  useEffect(() => {
    latest.current = go;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || !event.shiftKey || event.key.toLowerCase() !== "p") return;
      event.preventDefault();
      latest.current();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  return (
    <>
      <Popover
        align="end"
        label={t("publish.title")}
        open={open}
        onOpenChange={setOpen}
        className="w-[min(340px,94vw)]"
        trigger={
          <Button variant="primary" icon={<Rocket size={14} className="max-sm:hidden" />} loading={publishing}>
            {t("publish.title")}
            <ChevronDown size={14} aria-hidden />
          </Button>
        }
      >
        <div className="space-y-3 border-b border-line p-4">
          {same ? (
            <p className="text-base text-fg-2">{t("publish.same")}</p>
          ) : (
            <div>
              <p className="text-base font-medium">{parts.length > 0 ? t("publish.changes") : t("publish.differs")}</p>
              <ul className="mt-1.5 flex flex-wrap gap-1.5 empty:hidden">
                {parts.map((part) => (
                  <li key={part}>
                    <Badge tone="warn">{name(part)}</Badge>
                  </li>
                ))}
              </ul>
            </div>
          )}
          {errors.map((one) => (
            <Callout key={one} tone="bad">
              {t(`problem.${one}`)}
            </Callout>
          ))}
          {warnings.map((one) => (
            <Callout key={one} tone="warn">
              {t(`problem.${one}`)}
            </Callout>
          ))}
          <Button
            variant="primary"
            className="w-full"
            disabledReason={errors[0] ? t(`problem.${errors[0]}`) : same ? t("publish.same") : undefined}
            onClick={go}
          >
            {t("publish.update")}
          </Button>
          {!same && (
            <Button
              variant="ghost"
              className="w-full"
              icon={<Undo2 size={14} />}
              onClick={() => {
                setOpen(false);
                setAsking(true);
              }}
            >
              {t("publish.discard")}
            </Button>
          )}
        </div>
        <div className="flex flex-col p-1.5">
          {webApp !== null ? (
            <Button asChild variant="ghost" className="justify-start">
              <a href={webApp} target="_blank" rel="noreferrer">
                <ExternalLink size={14} aria-hidden />
                {t("publish.open")}
              </a>
            </Button>
          ) : (
            <Button
              variant="ghost"
              className="justify-start"
              icon={<ExternalLink size={14} />}
              disabledReason={t("publish.off")}
            >
              {t("publish.open")}
            </Button>
          )}
          {webApp?.startsWith("/completion/") && (
            <Button asChild variant="ghost" className="justify-start">
              <a href={`${webApp}#batch`} target="_blank" rel="noreferrer">
                <Table2 size={14} aria-hidden />
                {t("publish.batch")}
              </a>
            </Button>
          )}
          <Button asChild variant="ghost" className="justify-start">
            <Link to="/app/$appId/overview" params={{ appId }} search={{ open: "embed" }}>
              <Code size={14} aria-hidden />
              {t("publish.embed")}
            </Link>
          </Button>
          <Button asChild variant="ghost" className="justify-start">
            <Link to="/app/$appId/api" params={{ appId }}>
              <SquareTerminal size={14} aria-hidden />
              {t("publish.api")}
            </Link>
          </Button>
        </div>
      </Popover>
      {asking && (
        <Dialog
          open
          onOpenChange={() => setAsking(false)}
          size="s"
          title={t("publish.discardTitle")}
          footer={
            <>
              <Button onClick={() => setAsking(false)}>{t("common:cancel")}</Button>
              <Button
                variant="danger"
                onClick={() => {
                  setAsking(false);
                  discard();
                }}
              >
                {t("publish.discard")}
              </Button>
            </>
          }
        >
          <p className="text-base text-fg-2">
            {parts.length > 0
              ? t("publish.discardText", { parts: parts.map(name).join(", ") })
              : t("publish.discardAll")}
          </p>
        </Dialog>
      )}
    </>
  );
}

/** The word for a part of the configuration. */
export function useWordOf() {
  const { t } = useTranslation("basic");
  return (part: ReturnType<typeof partsOf>[number]) => t(`part.${part}`);
}
