/** What the addresses of knowledge pages hold: filters, page and step. */
export type ListSearch = {
  q?: string | undefined;
  tags?: string | undefined;
  all?: boolean | undefined;
  page?: number | undefined;
};

export type DocumentsSearch = {
  q?: string | undefined;
  state?: string | undefined;
  sort?: string | undefined;
  page?: number | undefined;
  limit?: number | undefined;
};

/** The step of the wizard; `batch` names documents that are being processed, `made` a base that is new with them. */
export type WizardSearch = { step?: "process" | undefined; batch?: string | undefined; made?: boolean | undefined };

type Raw = Record<string, unknown>;
const text = (name: string, raw: Raw) =>
  typeof raw[name] === "string" && raw[name] !== "" ? { [name]: raw[name] } : {};
const page = ({ page: given }: Raw) => (typeof given === "number" && given > 1 ? { page: Math.floor(given) } : {});

export const listSearch = (raw: Raw): ListSearch => ({
  ...text("q", raw),
  ...text("tags", raw),
  ...(raw["all"] === true ? { all: true } : {}),
  ...page(raw),
});

export const documentsSearch = (raw: Raw): DocumentsSearch => ({
  ...text("q", raw),
  ...text("state", raw),
  ...text("sort", raw),
  ...page(raw),
  ...(raw["limit"] === 25 || raw["limit"] === 50 ? { limit: raw["limit"] } : {}),
});

export const wizardSearch = (raw: Raw): WizardSearch => ({
  ...(raw["step"] === "process" ? { step: "process" as const } : {}),
  ...text("batch", raw),
  ...(raw["made"] === true ? { made: true } : {}),
});
