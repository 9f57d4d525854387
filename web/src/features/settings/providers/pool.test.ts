import { describe, expect, it } from "vitest";
import { entriesOf, percentOf, sharesOf, suffices } from "./pool";

const A = { credential_id: "a", enabled: true };
const B = { credential_id: "b", enabled: true };

describe("shares of a pool", () => {
  it("count how often a credential is named, in order", () => {
    const shares = sharesOf([A, B, B]);
    expect(shares).toEqual([
      { ...A, weight: 1 },
      { ...B, weight: 2 },
    ]);
    expect(entriesOf(shares)).toEqual([A, B, B]);
    expect(shares.map((one) => percentOf(one, shares))).toEqual([33, 67]);
  });
  it("keep apart what takes part and what does not", () => {
    const shares = sharesOf([A, { ...A, enabled: false }]);
    expect(shares).toHaveLength(2);
    expect(shares.map((one) => percentOf(one, shares))).toEqual([100, 0]);
    expect(suffices(shares)).toBe(false);
  });
  it("begin with the credential in use", () => {
    expect(sharesOf([])).toEqual([{ credential_id: null, enabled: true, weight: 1 }]);
    expect(suffices(sharesOf([{ enabled: true }, B]))).toBe(true);
  });
});
