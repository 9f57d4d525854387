import type { Pair } from "./pairs";

/** A request as a command of cURL says it. */
export interface CurlRequest {
  method: string;
  url: string;
  headers: Pair[];
  params: Pair[];
  auth: { type: "basic" | "bearer"; key: string } | null;
  body: { type: "none" | "json" | "raw-text" | "x-www-form-urlencoded" | "form-data"; text: string; form: Pair[] };
  insecure: boolean;
}

/** Words of a command line, with its quotes. */
export function wordsOf(command: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  const text = command.replace(/(?:\\|\^)\r?\n/g, " ");
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] as string;
    if (/\s/.test(sign)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (sign === "'" || (sign === "$" && text[at + 1] === "'")) {
      const ansi = sign === "$";
      if (ansi) at += 1;
      const end = text.indexOf("'", at + 1);
      const inner: string = text.slice(at + 1, end < 0 ? text.length : end);
      word = (word ?? "") + (ansi ? inner.replace(/\\n/g, "\n").replace(/\\(.)/g, "$1") : inner);
      at = end < 0 ? text.length : end;
    } else if (sign === '"') {
      let inner = "";
      for (at += 1; at < text.length && text[at] !== '"'; at += 1) {
        if (text[at] === "\\" && '"\\$`'.includes(text[at + 1] ?? "")) at += 1;
        inner += text[at];
      }
      word = (word ?? "") + inner;
    } else if (sign === "\\") {
      at += 1;
      word = (word ?? "") + (text[at] ?? "");
    } else word = (word ?? "") + sign;
  }
  if (word !== null) words.push(word);
  return words;
}

const WITH_VALUE = new Set(
  "-X --request -H --header -d --data --data-raw --data-binary --data-ascii --data-urlencode --json -F --form --form-string -u --user -A --user-agent -e --referer -b --cookie --url -o --output -m --max-time --connect-timeout -x --proxy --cacert --cert --key -T --upload-file --retry -w --write-out".split(
    " ",
  ),
);

/** Reads a command; null when it is none. What Tenon has no field for is left out. */
export function readCurl(command: string): CurlRequest | null {
  const [first, ...words] = wordsOf(command.trim().replace(/^\$\s+/, ""));
  if (first !== "curl" && first !== "curl.exe") return null;
  const found: CurlRequest = {
    method: "",
    url: "",
    headers: [],
    params: [],
    auth: null,
    body: { type: "none", text: "", form: [] },
    insecure: false,
  };
  const data: string[] = [];
  let get = false;
  for (let at = 0; at < words.length; at += 1) {
    let option = words[at] as string;
    let value = "";
    const glued = /^(--[\w-]+)=(.*)$/s.exec(option) ?? /^(-[XHdFuAebm])(.+)$/s.exec(option);
    if (glued && !option.startsWith("http")) [option, value] = [glued[1] as string, glued[2] as string];
    else if (WITH_VALUE.has(option)) {
      at += 1;
      value = words[at] ?? "";
    }
    if (option === "-X" || option === "--request") found.method = value.toLowerCase();
    else if (option === "-H" || option === "--header") addHeader(found, value);
    else if (option === "--json") {
      data.push(value);
      found.body.type = "json";
    } else if (option === "-d" || option.startsWith("--data")) data.push(value);
    else if (option === "-F" || option.startsWith("--form")) {
      const [name = "", ...rest] = value.split("=");
      found.body.form.push({ name, value: rest.join("=").replace(/^"(.*)"$/, "$1") });
    } else if (option === "-u" || option === "--user") found.auth = { type: "basic", key: value };
    else if (option === "-A" || option === "--user-agent") found.headers.push({ name: "User-Agent", value });
    else if (option === "-e" || option === "--referer") found.headers.push({ name: "Referer", value });
    else if (option === "-b" || option === "--cookie") found.headers.push({ name: "Cookie", value });
    else if (option === "-k" || option === "--insecure") found.insecure = true;
    else if (option === "-G" || option === "--get") get = true;
    else if (option === "-I" || option === "--head") found.method ||= "head";
    else if (option === "--url" || (!option.startsWith("-") && found.url === "")) found.url = value || option;
  }
  return found.url === "" ? null : finished(found, data, get);
}

function addHeader(found: CurlRequest, line: string): void {
  const at = line.indexOf(":");
  if (at < 0) return;
  const [name, value] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  const bearer = name.toLowerCase() === "authorization" && /^bearer\s+(.+)$/i.exec(value)?.[1];
  if (bearer) found.auth = { type: "bearer", key: bearer };
  else found.headers.push({ name, value });
}

function finished(found: CurlRequest, data: readonly string[], get: boolean): CurlRequest {
  const url = /^[a-z]+:\/\//i.test(found.url) ? found.url : `http://${found.url}`;
  const [address = "", query = ""] = url.split(/\?(.*)/s);
  const params = [query, ...(get ? data : [])].flatMap((one) => one.split("&")).filter(Boolean);
  found.url = address;
  found.params = params.map((one) => {
    const [name = "", ...rest] = one.split("=");
    return { name: decoded(name), value: decoded(rest.join("=")) };
  });
  const text = get ? "" : data.join("&");
  if (found.body.form.length > 0) found.body.type = "form-data";
  else if (text !== "") setBody(found, text);
  found.method ||= text !== "" || found.body.form.length > 0 ? "post" : "get";
  return found;
}

function setBody(found: CurlRequest, text: string): void {
  const kind = found.headers.find((one) => one.name.toLowerCase() === "content-type")?.value ?? "";
  found.body.text = text;
  if (found.body.type === "json" || kind.includes("json") || /^\s*[{[]/.test(text)) found.body.type = "json";
  else if (kind !== "" && !kind.includes("form-urlencoded")) found.body.type = "raw-text";
  else {
    found.body.type = "x-www-form-urlencoded";
    found.body.form = text.split("&").map((one) => {
      const [name = "", ...rest] = one.split("=");
      return { name: decoded(name), value: decoded(rest.join("=")) };
    });
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
