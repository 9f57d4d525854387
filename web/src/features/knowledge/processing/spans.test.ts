import { expect, it } from "vitest";
import { spansOf } from "./spans";

it("cuts a parent where its children stand", () => {
  expect(spansOf("One. Two.\nThree.", ["One.", "Two.", "Three."])).toEqual([
    { text: "One.", child: 0 },
    { text: " " },
    { text: "Two.", child: 1 },
    { text: "\n" },
    { text: "Three.", child: 2 },
  ]);
  expect(spansOf("One. One.", ["One.", "One."])?.filter((span) => span.child !== undefined)).toHaveLength(2);
  expect(spansOf("One.", ["Two."])).toBeNull();
});
