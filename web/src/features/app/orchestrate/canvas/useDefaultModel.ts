import { useEffect } from "react";
import { useDefaultModels } from "@/api/providers";
import { record, text } from "@/editor/raw";
import type { EditorStore } from "@/editor/store";

/** New nodes that ask a model begin with the workspace's default one. */
export function useDefaultModel(editor: EditorStore) {
  const defaults = useDefaultModels().data?.data;
  useEffect(() => {
    const chosen = record(record(defaults)["llm"]);
    const [provider, name] = [text(chosen["provider"]), text(chosen["model"])];
    const model = name === "" ? null : { provider, name, mode: "chat", completion_params: {} };
    editor.getState().setModel(model);
  }, [defaults, editor]);
}
