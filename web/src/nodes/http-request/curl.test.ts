import { describe, expect, it } from "vitest";
import { membersOf } from "./CurlDialog";
import { readCurl, wordsOf } from "./curl";
import { linesOf, pairsOf } from "./pairs";

describe("readCurl", () => {
  it("reads method, address, headers, query, key and JSON", () => {
    const read = readCurl(`curl -X PUT 'https://api.example.com/v1/x?a=1&b=two%20words' \\
      -H 'Content-Type: application/json' -H "Authorization: Bearer abc" --data-raw '{"n": "it'\\''s"}' -k`);
    expect(read).toMatchObject({
      method: "put",
      url: "https://api.example.com/v1/x",
      headers: [{ name: "Content-Type", value: "application/json" }],
      params: [
        { name: "a", value: "1" },
        { name: "b", value: "two words" },
      ],
      auth: { type: "bearer", key: "abc" },
      body: { type: "json", text: `{"n": "it's"}` },
      insecure: true,
    });
  });

  it("tells forms from texts, and GET from POST", () => {
    expect(readCurl("curl example.com -d a=1 -d b=2")).toMatchObject({
      method: "post",
      url: "http://example.com",
      body: {
        type: "x-www-form-urlencoded",
        form: [
          { name: "a", value: "1" },
          { name: "b", value: "2" },
        ],
      },
    });
    expect(readCurl("curl -F 'f=@x.txt' http://h/")?.body.type).toBe("form-data");
    expect(readCurl("curl -G http://h/ -d q=x")).toMatchObject({ method: "get", params: [{ name: "q", value: "x" }] });
    expect(readCurl("curl -u me:secret http://h/")?.auth).toEqual({ type: "basic", key: "me:secret" });
    expect(readCurl("curl --max-time 5 -o file http://h/ -XDELETE")).toMatchObject({
      method: "delete",
      url: "http://h/",
    });
  });

  it("refuses what is no command", () => {
    expect(readCurl("wget http://h")).toBeNull();
    expect(readCurl("curl -X GET")).toBeNull();
    expect(wordsOf(`a "b \\"c\\"" 'd e'f`)).toEqual(["a", 'b "c"', "d ef"]);
  });

  it("becomes members of a node", () => {
    const read = readCurl("curl http://h/ -H 'A: b' -d '[1]'");
    expect(read && membersOf(read)).toMatchObject({
      headers: "A:b",
      authorization: { type: "no-auth" },
      body: { type: "json", data: [{ value: "[1]" }] },
    });
  });
});

describe("pairs", () => {
  it("leaves lines that nobody changed as they were written", () => {
    const text = "Accept:  a/b \nX-{{#1.a:b#}}: v:w\nEmpty";
    const pairs = pairsOf(text);
    expect(pairs.map((one) => [one.name, one.value])).toEqual([
      ["Accept", "a/b"],
      ["X-{{#1.a:b#}}", "v:w"],
      ["Empty", ""],
    ]);
    expect(linesOf(pairs)).toBe(text);
    expect(linesOf([{ ...pairs[0]!, value: "c" }, pairs[1]!])).toBe("Accept:c\nX-{{#1.a:b#}}: v:w");
  });
});
