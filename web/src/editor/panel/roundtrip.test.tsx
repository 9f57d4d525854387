// @vitest-environment jsdom
import { act, cleanup, fireEvent, render } from "@testing-library/react";
import { createInstance } from "i18next";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { I18nextProvider, initReactI18next } from "react-i18next";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import canvas from "@/i18n/en-US/canvas.json";
import common from "@/i18n/en-US/common.json";
import editor from "@/i18n/en-US/editor.json";
import panels from "@/i18n/en-US/panels.json";
import { panelOf, shapesIn } from "@/nodes/registry";
import { TooltipProvider } from "@/ui";
import { dataOf, idOf, isRecord, nodesOf, type Content } from "../content";
import { EditorContext, RunContext } from "../context";
import { readGraph } from "../graph";
import { record, records, text, type Raw } from "../raw";
import { createRunStore } from "../runStore";
import { createEditor } from "../store";
import { ModeContext } from "../useNode";
import { ServicesContext, type PanelServices } from "./services";
import { Settings } from "./Settings";

const folder = join(process.env["TENON_SHARED"] ?? resolve(import.meta.dirname, "../../../../../shared"), "dsl");
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".yml")) : [];

const services: PanelServices = {
  ModelField: () => null,
  useAbilities: () => ({ known: false, vision: true, document: false, audio: false, video: false, tools: true }),
  useTools: () => ({ loading: false, all: [], find: () => undefined }),
  useKnowledge: () => ({ loading: false, failed: false, all: [] }),
  BaseLink: ({ children }) => children,
  ToolIcon: () => null,
  Generator: () => null,
  AuthorizeLink: ({ children }) => children,
  Fields: () => null,
  Markdown: ({ text: words }) => words,
};

/** Places at which two values differ. */
function differences(a: unknown, b: unknown, at = ""): string[] {
  if (Object.is(a, b)) return [];
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
    return a.flatMap((one, index) => differences(one, b[index], `${at}.${index}`));
  }
  if (isRecord(a) && isRecord(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
      differences(a[key], b[key], `${at}.${key}`),
    );
  }
  return JSON.stringify(a) === JSON.stringify(b) ? [] : [at];
}

const i18n = createInstance();
beforeAll(async () => {
  // There is no layout here: text editors, which come a frame after their panel, stay away.
  vi.stubGlobal("requestAnimationFrame", () => 0);
  await i18n.use(initReactI18next).init({
    lng: "en-US",
    ns: ["panels", "canvas", "common", "editor"],
    defaultNS: "common",
    resources: { "en-US": { panels, canvas, common, editor } },
    interpolation: { escapeValue: false },
  });
});
afterEach(cleanup);

/** Queries by role are slow here, and there are hundreds of panels. */
const switches = () => [...document.querySelectorAll<HTMLElement>("[role=switch]")];

interface Opened {
  content: () => Content;
  ids: string[];
  mode: "workflow" | "advanced-chat";
  show: (id: string) => Promise<void>;
}

function open(name: string): Opened | null {
  const file = parse(readFileSync(join(folder, name), "utf8")) as Raw;
  const workflow = record(file["workflow"]);
  const graph = record(workflow["graph"]);
  if (nodesOf(graph).length === 0) return null;
  const mode = record(file["app"])["mode"] === "advanced-chat" ? "advanced-chat" : "workflow";
  const content: Content = {
    graph,
    features: record(workflow["features"]),
    environment_variables: records(workflow["environment_variables"]),
    conversation_variables: records(workflow["conversation_variables"]),
  };
  const shapes = shapesIn("en");
  const store = createEditor({ content, document: readGraph(graph, shapes), shapes, editable: true });
  const runs = createRunStore(() => null);
  return {
    content: () => store.getState().content,
    ids: nodesOf(graph)
      .filter((node) => text(dataOf(node)["type"]) !== "")
      .map(idOf),
    mode,
    show: async (id) => {
      cleanup();
      await act(async () => {
        render(
          <I18nextProvider i18n={i18n}>
            <TooltipProvider>
              <EditorContext value={store}>
                <RunContext value={runs}>
                  <ModeContext value={mode}>
                    <ServicesContext value={services}>
                      <Settings id={id} locate={() => undefined} />
                    </ServicesContext>
                  </ModeContext>
                </RunContext>
              </EditorContext>
            </TooltipProvider>
          </I18nextProvider>,
        );
        await Promise.resolve();
      });
    },
  };
}

describe.skipIf(files.length === 0)(
  `panels over shared files${files.length === 0 ? " (there are none here)" : ""}`,
  () => {
    beforeAll(async () => {
      // Panels load when they are first shown; here all at once.
      const types = [
        "llm",
        "start",
        "end",
        "answer",
        "code",
        "if-else",
        "http-request",
        "tool",
        "agent",
        "loop",
        "iteration",
      ];
      expect(types.every((type) => panelOf(type) !== null)).toBe(true);
      const loads = import.meta.glob("../../nodes/*/Panel.tsx");
      await Promise.all(Object.values(loads).map((load) => load()));
    }, 60_000);

    it("opening changes nothing, a description changes nothing else, a switch changes one member of its node", async () => {
      const seen = new Map<string, number>();
      for (const name of files) {
        const app = open(name);
        if (!app) continue;
        for (const id of app.ids) {
          const index = nodesOf(app.content().graph).findIndex((node) => idOf(node) === id);
          const type = text(dataOf(nodesOf(app.content().graph)[index] ?? {})["type"]);
          // One node of every type; the browser journeys open all nodes of several files.
          if ((seen.get(type) ?? 0) >= 1 || seen.get(`${name} ${type}`)) continue;
          seen.set(type, (seen.get(type) ?? 0) + 1).set(`${name} ${type}`, 1);
          const place = `${name} ${type} ${id}`;
          const first = app.content();
          await app.show(id);
          expect(app.content(), place).toBe(first);

          const field = document.querySelector("textarea[aria-label=Description]") as HTMLElement;
          fireEvent.change(field, { target: { value: "A changed line" } });
          fireEvent.blur(field);
          expect(differences(first, app.content()), place).toEqual([`.graph.nodes.${index}.data.desc`]);

          for (let at = 0; at < switches().length; at += 1) {
            const before = app.content();
            fireEvent.click(switches()[at] as HTMLElement);
            const places = differences(before, app.content()).map((one) => one.split(".").slice(0, 6).join("."));
            expect(new Set(places).size, `${place} ${places.join(" ")}`).toBeLessThanOrEqual(1);
            for (const one of places) expect(one).toContain(`.graph.nodes.${index}.data.`);
          }
          const last = app.content();
          cleanup();
          expect(app.content(), place).toBe(last);
        }
      }
      expect(seen.size).toBeGreaterThan(15);
    }, 60_000);
  },
);
