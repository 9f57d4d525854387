/** What the address of a document's page holds. */
export type SegmentSearch = {
  q?: string | undefined;
  state?: "enabled" | "disabled" | undefined;
  page?: number | undefined;
  limit?: number | undefined;
};

export const SEGMENT_LIMITS = [10, 25, 50, 100] as const;

export const segmentSearch = (raw: Record<string, unknown>): SegmentSearch => ({
  ...(typeof raw["q"] === "string" && raw["q"] !== "" ? { q: raw["q"] } : {}),
  ...(raw["state"] === "enabled" || raw["state"] === "disabled" ? { state: raw["state"] } : {}),
  ...(typeof raw["page"] === "number" && raw["page"] > 1 ? { page: Math.floor(raw["page"]) } : {}),
  ...(SEGMENT_LIMITS.some((one) => one === raw["limit"] && one !== 10) ? { limit: raw["limit"] as number } : {}),
});
