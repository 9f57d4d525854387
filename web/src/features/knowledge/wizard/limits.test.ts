import { expect, it } from "vitest";
import type { Options } from "../data";
import { refusalOf } from "./limits";

const options = { extensions: ["txt", "md"], file_size_limit_mb: 1, batch_limit: 2 } as Options;

it("refuses files by kind, size and number, and says which", () => {
  const file = (name: string, size = 10) => ({ name, size });
  expect(refusalOf(file("notes.TXT"), 0, options)).toBeUndefined();
  expect(refusalOf(file("photo.png"), 0, options)).toBe("kind");
  expect(refusalOf(file("no-extension"), 0, options)).toBe("kind");
  expect(refusalOf(file("big.md", 2 * 1024 * 1024), 0, options)).toBe("size");
  expect(refusalOf(file("nothing.md", 0), 0, options)).toBe("empty");
  expect(refusalOf(file("third.md"), 2, options)).toBe("count");
});
