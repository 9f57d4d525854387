import { record, records, type Raw } from "@/editor/raw";

export function grouped(data: Raw): boolean {
  return record(data["advanced_settings"])["group_enabled"] === true;
}

export function groups(data: Raw): Raw[] {
  return records(record(data["advanced_settings"])["groups"]);
}
