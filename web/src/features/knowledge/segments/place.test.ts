import { describe, expect, it } from "vitest";
import { chunkIn, cut, cutByChildren, findPage, hashOf, marked, numberOf } from "./place";

const texts = (pieces: { text: string; at: number | undefined }[]) =>
  pieces.map((one) => (one.at === undefined ? one.text : `[${one.at}:${one.text}]`)).join("");

describe("places in a text", () => {
  it("are the searched words, whatever their case", () => {
    expect(texts(marked("Nine to nine", "NINE"))).toBe("[0:Nine] to [1:nine]");
    expect(texts(marked("周一闭馆", "闭馆"))).toBe("周一[0:闭馆]");
    expect(texts(marked("text", " "))).toBe("text");
  });

  it("never overlap, and the first keeps what is shared", () => {
    expect(
      texts(
        cut("abcdef", [
          [2, 4],
          [0, 3],
          [9, 12],
        ]),
      ),
    ).toBe("[1:abc][0:d]ef");
    expect(texts(cut("", []))).toBe("");
  });

  it("are the children's, without those that stand nowhere any more", () => {
    const children = [
      { start: 0, end: 2 },
      { start: null, end: null },
      { start: 3, end: 5 },
    ];
    expect(texts(cutByChildren("ab cd", children))).toBe("[0:ab] [1:cd]");
  });
});

describe("the page of a chunk", () => {
  const positions = Array.from({ length: 1000 }, (_, index) => index + 1).filter((one) => one % 3 !== 0);
  const looks: number[] = [];
  const load = async (page: number) => {
    looks.push(page);
    return positions.slice((page - 1) * 10, page * 10).map((position) => ({ position }));
  };

  it("is found although chunks before it were deleted", async () => {
    for (const position of [1, 7, 500, 998]) {
      looks.length = 0;
      const page = await findPage(load, position, 10);
      expect(page).toBe(Math.floor(positions.indexOf(position) / 10) + 1);
      expect(looks.length).toBeLessThanOrEqual(8);
    }
  });

  it("is found at the third look in a long document of which one part was deleted", async () => {
    const long = Array.from({ length: 20_000 }, (_, index) => index + 1).filter((one) => one < 300 || one > 400);
    let count = 0;
    const page = await findPage(
      async (at) => {
        count += 1;
        return long.slice((at - 1) * 10, at * 10).map((position) => ({ position }));
      },
      17_766,
      10,
    );
    expect(page).toBe(Math.floor(long.indexOf(17_766) / 10) + 1);
    expect(count).toBeLessThanOrEqual(3);
  });

  it("is none for a chunk that was deleted between others", async () => {
    expect(await findPage(async () => [], 5, 10)).toBeUndefined();
    expect(await findPage(async () => [{ position: 9 }], 5, 10)).toBeUndefined();
  });
});

describe("the address of a chunk", () => {
  it("holds its id", () => {
    expect(chunkIn(`#${hashOf("id-1")}`)).toBe("id-1");
    expect(chunkIn("")).toBeUndefined();
    expect(numberOf(7)).toBe("#007");
  });
});
