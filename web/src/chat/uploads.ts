import type { FileValue } from "@/run/events";
import type { FileRules, Upload } from "@/run/FileField";
import type { FileEntry, WireFile } from "@/run/inputs";

type Raw = Record<string, unknown>;

/** Which files a chat takes, from the `file_upload` of its features; undefined when it takes none. */
export function rulesOf(stored: unknown, upload: Upload): { rules: FileRules; upload: Upload } | undefined {
  const feature = typeof stored === "object" && stored !== null ? (stored as Raw) : {};
  const image = typeof feature["image"] === "object" && feature["image"] !== null ? (feature["image"] as Raw) : {};
  if (feature["enabled"] !== true && image["enabled"] !== true) return undefined;
  const texts = (value: unknown) => (Array.isArray(value) ? value.filter((one) => typeof one === "string") : []);
  const own = feature["enabled"] === true && Array.isArray(feature["allowed_file_types"]);
  const number = own ? feature["number_limits"] : (image["number_limits"] ?? feature["number_limits"]);
  return {
    upload,
    rules: {
      types: own ? texts(feature["allowed_file_types"]) : ["image"],
      extensions: texts(feature["allowed_file_extensions"]),
      ways: own ? texts(feature["allowed_file_upload_methods"]) : texts(image["transfer_methods"]),
      max: typeof number === "number" ? number : 3,
    },
  };
}

/** Files of a question as its bubble shows them. */
export function filesOf(entries: readonly FileEntry[]): FileValue[] {
  return entries.map((file) => ({
    id: file.key,
    type: file.kind,
    filename: file.name,
    size: file.size ?? 0,
    url: file.preview ?? file.url ?? null,
    ...(file.uploadId !== undefined
      ? { transfer_method: "local_file", related_id: file.uploadId }
      : { transfer_method: "remote_url", remote_url: file.url ?? null }),
  }));
}

/** Files of a question that is asked again, as they go on the wire. */
export function filesAgain(files: readonly FileValue[]): WireFile[] {
  return files.flatMap((file): WireFile[] => {
    const type = file.type as WireFile["type"];
    const url = file.remote_url ?? file.url;
    if (file.transfer_method !== "remote_url" && file.related_id) {
      return [{ type, transfer_method: "local_file", upload_file_id: file.related_id }];
    }
    return url ? [{ type, transfer_method: "remote_url", url }] : [];
  });
}
