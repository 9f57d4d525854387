import { useState } from "react";
import type { RemoteModel } from "@/api/modelSetup";
import { useProviderChanges, type ModelRef } from "@/api/providers";
import type { Provider } from "@/api/types";

type Wanted = ModelRef & { credentials: Record<string, unknown>; name?: string };

export const keyOf = (model: ModelRef) => `${model.model_type}/${model.model}`;

/** Adds models one after the other; those that the server refused stay chosen with what it said. */
export function useAddModels(provider: Provider) {
  const { addModel } = useProviderChanges(provider.provider);
  const [chosen, choose] = useState<readonly RemoteModel[]>([]);
  const [refused, setRefused] = useState<ReadonlyMap<string, string>>(new Map());
  const [busy, setBusy] = useState(false);
  const add = async (wanted: readonly Wanted[]) => {
    setBusy(true);
    const failed = new Map<string, string>();
    for (const one of wanted) {
      try {
        await addModel.mutateAsync(one);
      } catch (error) {
        failed.set(keyOf(one), error instanceof Error ? error.message : String(error));
      }
    }
    setBusy(false);
    setRefused(failed);
    choose((all) => all.filter((one) => failed.has(keyOf(one))));
    return failed.size === 0;
  };
  return { chosen, choose, refused, busy, add, error: addModel.error };
}
