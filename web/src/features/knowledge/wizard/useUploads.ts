import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import type { DropItem } from "@/ui";
import type { Options } from "../data";
import { refusalOf } from "./limits";
import { upload } from "./upload";

type Item = DropItem & { file: File; uploadId?: string };
/** A file that the server has. */
export type Uploaded = { id: string; name: string };

/** Files on their way to the server; refused and failed ones stay with the reason. */
export function useUploads(options: Options | undefined) {
  const { t } = useTranslation("knowledge");
  const explain = useExplain();
  const [items, setItems] = useState<readonly Item[]>([]);
  const running = useRef(new Map<string, AbortController>());
  useEffect(() => {
    const all = running.current;
    return () => all.forEach((one) => one.abort());
  }, []);
  const change = useCallback((id: string, next: Partial<Item>) => {
    setItems((old) => old.map((one) => (one.id === id ? { ...one, ...next } : one)));
  }, []);
  const start = useCallback(
    async (id: string, file: File) => {
      const abort = new AbortController();
      running.current.set(id, abort);
      change(id, { progress: 0, error: undefined, canRetry: false });
      try {
        const uploadId = await upload(file, (progress) => change(id, { progress: progress * 0.99 }), abort.signal);
        change(id, { uploadId, progress: 1 });
      } catch (error) {
        if (!abort.signal.aborted) change(id, { progress: undefined, error: explain(error).title, canRetry: true });
      } finally {
        running.current.delete(id);
      }
    },
    [change, explain],
  );
  const add = useCallback(
    (files: File[]) => {
      if (!options) return;
      let taken = items.filter((one) => one.error === undefined).length;
      const added = files
        .filter(
          (file) => !items.some((one) => one.file.name === file.name && one.file.size === file.size && !one.error),
        )
        .map((file): Item => {
          const refusal = refusalOf(file, taken, options);
          if (!refusal) taken += 1;
          const item = { id: crypto.randomUUID(), name: file.name, size: file.size, file };
          const limits = { size: options.file_size_limit_mb, count: options.batch_limit };
          return refusal ? { ...item, error: t(`refusal.${refusal}`, limits) } : item;
        });
      setItems((old) => [...old, ...added]);
      for (const item of added) if (!item.error) void start(item.id, item.file);
    },
    [items, options, start, t],
  );
  const remove = useCallback((id: string) => {
    running.current.get(id)?.abort();
    setItems((old) => old.filter((one) => one.id !== id));
  }, []);
  const retry = (id: string) => {
    const item = items.find((one) => one.id === id);
    if (item) void start(id, item.file);
  };
  const uploaded = useMemo<Uploaded[]>(
    () => items.flatMap(({ uploadId, name }) => (uploadId ? [{ id: uploadId, name }] : [])),
    [items],
  );
  const busy = items.some((one) => one.error === undefined && one.uploadId === undefined);
  return { items, add, remove, retry, uploaded, busy };
}
