import { isRecord, nodesOf, type Content } from "../content";
import { text, type Raw } from "../raw";
import type { Operation } from "../store";
import { renameVariable } from "./data";

export type VariableList = "environment_variables" | "conversation_variables";
export const PREFIX: Record<VariableList, "env" | "conversation"> = {
  environment_variables: "env",
  conversation_variables: "conversation",
};

/** Add a variable or change the one with its id; a new name reaches everything that uses it. */
export function putVariable(list: VariableList, variable: Raw): Operation {
  return (content, document, shapes) => {
    const old = content[list].find((one) => one["id"] === variable["id"]);
    const prefix = PREFIX[list];
    const next = { ...variable, selector: [prefix, text(variable["name"])] };
    const all = old ? content[list].map((one) => (one === old ? next : one)) : [...content[list], next];
    const changed: Content = { ...content, [list]: all };
    const [from, to] = [text(old?.["name"]), text(variable["name"])];
    if (!old || from === to) return changed;
    return renameVariable([prefix, from], [prefix, to])(changed, document, shapes);
  };
}

export function dropVariable(list: VariableList, variable: Raw): Operation {
  return (content) => ({ ...content, [list]: content[list].filter((one) => one !== variable) });
}

export const setFeatures =
  (change: (features: Raw) => Raw): Operation =>
  (content) => {
    const features = change(content.features);
    return features === content.features ? content : { ...content, features };
  };

/** Ids of the nodes that use a variable, in selectors or templates. */
export function usersOf(content: Content, selector: readonly string[]): string[] {
  const mark = `{{#${selector.join(".")}`;
  const uses = (value: unknown): boolean => {
    if (typeof value === "string") return value.includes(`${mark}#}}`) || value.includes(`${mark}.`);
    if (Array.isArray(value)) {
      return selector.every((part, at) => value[at] === part) || value.some(uses);
    }
    return isRecord(value) && Object.values(value).some(uses);
  };
  return nodesOf(content.graph)
    .filter((node) => uses(node["data"]))
    .map((node) => text(node["id"]));
}
