import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { App } from "@/api/types";
import { Callout, CodeBlock, Dialog, Select, Switch, Tabs } from "@/ui";
import { bubbleCode, frameCode, type EmbedOptions } from "./addresses";

type Props = { app: App; code: string; origin: string; onClose: () => void };

/** The code that puts an app on another page: as a frame, and chats as a bubble. */
export function EmbedDialog({ app, code, origin, onClose }: Props) {
  const { t } = useTranslation("overview");
  const chat = app.mode !== "workflow" && app.mode !== "completion";
  const [tab, setTab] = useState<"bubble" | "frame">(chat ? "bubble" : "frame");
  const [options, setOptions] = useState<EmbedOptions>({ draggable: false, colour: "#0f766e", side: "right" });
  const change = (next: Partial<EmbedOptions>) => setOptions({ ...options, ...next });
  const frame = (
    <div className="space-y-3 pt-4">
      <p className="text-base text-fg-2">{t("embed.frameText")}</p>
      <CodeBlock title="HTML" wrap code={frameCode(origin, app.mode, code)} />
    </div>
  );
  const bubble = (
    <div className="space-y-3 pt-4">
      <p className="text-base text-fg-2">{t("embed.bubbleText")}</p>
      <div className="flex flex-wrap items-end gap-4">
        <label className="flex items-center gap-2 text-base">
          <input
            type="color"
            value={options.colour}
            onChange={(event) => change({ colour: event.target.value })}
            className="size-8 rounded-control border bg-surface p-0.5"
          />
          {t("embed.colour")}
        </label>
        <Select
          className="w-36"
          ariaLabel={t("embed.side")}
          value={options.side}
          onValueChange={(side) => change({ side })}
          options={[
            { value: "right", label: t("embed.right") },
            { value: "left", label: t("embed.left") },
          ]}
        />
        <Switch
          className="h-8 items-center"
          label={t("embed.draggable")}
          checked={options.draggable}
          onCheckedChange={(draggable) => change({ draggable })}
        />
      </div>
      <CodeBlock title="HTML" wrap code={bubbleCode(origin, code, options)} />
    </div>
  );
  return (
    <Dialog open onOpenChange={onClose} size="l" title={t("embed.title", { name: app.name })}>
      {!app.enable_site && (
        <Callout tone="warn" className="mb-3">
          {t("site.isOff")}
        </Callout>
      )}
      {chat ? (
        <Tabs
          label={t("embed.ways")}
          value={tab}
          onValueChange={setTab}
          tabs={[
            { value: "bubble", label: t("embed.bubble"), content: bubble },
            { value: "frame", label: t("embed.frame"), content: frame },
          ]}
        />
      ) : (
        frame
      )}
      <p className="mt-3 text-small text-fg-3">{t("embed.extension")}</p>
      {origin.startsWith("http:") && (
        <Callout tone="info" className="mt-3">
          {t("embed.https")}
        </Callout>
      )}
    </Dialog>
  );
}
