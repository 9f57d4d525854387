import type { Options } from "../data";

export type Refusal = "kind" | "size" | "empty" | "count";

const extensionOf = (name: string) => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";

/** Why a file is not taken, before anything is sent; `taken` is how many others are. */
export function refusalOf(file: Pick<File, "name" | "size">, taken: number, options: Options): Refusal | undefined {
  if (!options.extensions.includes(extensionOf(file.name))) return "kind";
  if (file.size > options.file_size_limit_mb * 1024 * 1024) return "size";
  if (file.size === 0) return "empty";
  return taken >= options.batch_limit ? "count" : undefined;
}
