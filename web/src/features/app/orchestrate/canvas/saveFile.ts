import { saveAs } from "../../annotations/saveAs";

/** Saves a DSL file under a name that every file system takes. */
export function saveFile(name: string, text: string): void {
  saveAs(new Blob([text], { type: "application/yaml" }), `${name.replace(/[\\/:*?"<>|]/g, "_")}.yml`);
}
