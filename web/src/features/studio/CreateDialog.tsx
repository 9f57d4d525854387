import { useNavigate } from "@tanstack/react-router";
import { Bot, FileText, MessageCircle, MessagesSquare, Workflow } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useAppChanges } from "@/api/apps";
import { useProviders } from "@/api/providers";
import { useExplain } from "@/i18n/useExplain";
import { Button, Callout, DEFAULT_ICON, Dialog, ErrorBlock, RadioCards } from "@/ui";
import { infoBody, InfoFields, type AppInfo } from "./InfoFields";

/** The types of apps, simple ones first. */
const MODES = ["chat", "agent-chat", "completion", "advanced-chat", "workflow"] as const;
type Mode = (typeof MODES)[number];
const ICONS: Record<Mode, ReactNode> = {
  chat: <MessageCircle size={18} />,
  "agent-chat": <Bot size={18} />,
  completion: <FileText size={18} />,
  "advanced-chat": <MessagesSquare size={18} />,
  workflow: <Workflow size={18} />,
};

export function CreateDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["studio", "common"]);
  const explain = useExplain();
  const navigate = useNavigate();
  const { create } = useAppChanges();
  const providers = useProviders().data?.data;
  const [mode, setMode] = useState<Mode>("chat");
  const [info, setInfo] = useState<AppInfo>({ name: "", description: "", icon: DEFAULT_ICON });
  const [tried, setTried] = useState(false);
  const submit = () => {
    setTried(true);
    if (!info.name.trim() || create.isPending) return;
    create.mutate(
      { mode, ...infoBody(info) },
      { onSuccess: (app) => void navigate({ to: "/app/$appId/orchestrate", params: { appId: app.id } }) },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("createTitle")}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={create.isPending}>
            {t("common:create")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <RadioCards
          label={t("form.type")}
          value={mode}
          onValueChange={setMode}
          options={MODES.map((value) => ({
            value,
            label: t(`common:mode.${value}`),
            help: t(`modeHelp.${value}`),
            icon: ICONS[value],
          }))}
        />
        <InfoFields value={info} onChange={setInfo} showError={tried} />
        {providers?.every((one) => one.status !== "active" || !one.supported_model_types.includes("llm")) && (
          <Callout
            tone="warn"
            action={
              <Button size="inline" onClick={() => void navigate({ to: "/apps", search: { settings: "providers" } })}>
                {t("connect")}
              </Button>
            }
          >
            {t("noProvider")}
          </Callout>
        )}
        {create.error && <ErrorBlock {...explain(create.error)} />}
      </div>
    </Dialog>
  );
}
