import { Play, RotateCw, Square } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { uploadFile } from "@/api/runs";
import type { RunStore } from "@/editor/runStore";
import { complete, InputForm } from "@/run/InputForm";
import { wireInputs, type Declaration, type FormValues } from "@/run/inputs";
import { useSubmitKey } from "@/run/useSubmitKey";
import { Button } from "@/ui/Button";
import { SidePanel } from "@/ui/SidePanel";
import { Tabs } from "@/ui/Tabs";
import { Detail } from "./Detail";
import { Result } from "./Result";
import { Trace } from "./Trace";

type Tab = "input" | "result" | "detail" | "tracing";

interface Props {
  fields: readonly Declaration[];
  store: RunStore;
  busy: boolean;
  lost: boolean;
  reconnect: () => void;
  run: (inputs: Record<string, unknown>) => void;
  stop: () => void;
  locate: (node: string) => void;
  onClose: () => void;
  /** Values and tab outlive the panel, so that closing it loses nothing. */
  memory: PanelMemory;
  remember: (change: (memory: PanelMemory) => PanelMemory) => void;
}

export interface PanelMemory {
  values: FormValues;
  tab: Tab;
}

/** Test run of a workflow: its form, and what the run tells in three ways. */
export function RunPanel({
  fields,
  store,
  busy,
  lost,
  reconnect,
  run,
  stop,
  locate,
  onClose,
  memory,
  remember,
}: Props) {
  const { t } = useTranslation("orchestrate");
  const trace = useStore(store, (state) => state.trace);
  const [checked, setChecked] = useState(false);
  const { tab, values } = memory;
  const setTab = (next: Tab) => remember((all) => ({ ...all, tab: next }));
  const update = (change: (all: FormValues) => FormValues) => {
    remember((all) => ({ ...all, values: change(all.values) }));
  };
  const start = () => {
    setChecked(true);
    if (busy) return;
    if (!complete(fields, values)) {
      setTab("input");
      return;
    }
    setTab("result");
    run(wireInputs(fields, values));
  };
  return (
    <SidePanel
      name="run"
      title={t("testRun")}
      onClose={onClose}
      initial={440}
      footer={
        busy ? (
          <Button className="w-full" icon={<Square size={14} className="fill-current" />} onClick={stop}>
            {t("stop")}
          </Button>
        ) : (
          <Button
            className="w-full"
            variant="primary"
            icon={tab === "input" ? <Play size={14} /> : <RotateCw size={14} />}
            onClick={start}
          >
            {tab === "input" || trace.status === "idle" ? t("run") : t("again")}
          </Button>
        )
      }
    >
      <Tabs<Tab>
        label={t("testRun")}
        value={tab}
        onValueChange={setTab}
        listClassName="sticky top-0 z-10 bg-surface px-4"
        tabs={[
          {
            value: "input",
            label: t("input"),
            content: <Form fields={fields} values={values} update={update} checked={checked} submit={start} />,
          },
          {
            value: "result",
            label: t("result"),
            content: <Result trace={trace} lost={lost} reconnect={reconnect} locate={locate} />,
          },
          { value: "detail", label: t("detail"), content: <Detail trace={trace} /> },
          {
            value: "tracing",
            label: t("tracing"),
            count: trace.order.length || undefined,
            content: <Trace trace={trace} locate={locate} />,
          },
        ]}
      />
    </SidePanel>
  );
}

interface FormProps {
  fields: readonly Declaration[];
  values: FormValues;
  update: (change: (all: FormValues) => FormValues) => void;
  checked: boolean;
  submit: () => void;
}

function Form({ fields, values, update, checked, submit }: FormProps) {
  const { t } = useTranslation("orchestrate");
  const element = useSubmitKey<HTMLDivElement>(submit);
  return (
    <div ref={element} className="p-4">
      {fields.every((field) => field.hidden) && <p className="text-base text-fg-3">{t("noInputs")}</p>}
      <InputForm fields={fields} values={values} update={update} upload={uploadFile} checked={checked} />
    </div>
  );
}
