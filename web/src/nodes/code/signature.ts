/** Names that `main` takes, read from the code; null when there is no `main` that can be read. */
export function parametersOf(code: string, language: string): string[] | null {
  const plain =
    language === "python3" ? code.replace(/#[^\n]*/g, "") : code.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, "");
  if (language === "python3") {
    const found = /def\s+main\s*\(([\s\S]*?)\)\s*(?:->[^:]*)?:/.exec(plain)?.[1];
    return found === undefined ? null : names(found).filter((name) => !name.startsWith("*"));
  }
  const found = /(?:function\s+main\s*|main\s*=\s*(?:async\s*)?(?:function\s*)?)\(([\s\S]*?)\)\s*(?:=>|\{)/.exec(
    plain,
  )?.[1];
  return found === undefined ? null : names(found.replace(/^\s*\{|\}\s*$/g, ""));
}

/** Cuts at commas outside brackets; types and defaults fall away. */
function names(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const sign of text) {
    if ("([{".includes(sign)) depth += 1;
    if (")]}".includes(sign)) depth -= 1;
    if (sign === "," && depth === 0) {
      parts.push(part);
      part = "";
    } else part += sign;
  }
  return [...parts, part]
    .map((one) => (one.split(/[:=]/)[0] ?? "").trim())
    .filter((one) => one !== "" && one !== "self");
}

const PYTHON: Record<string, string> = { string: "str", number: "float", boolean: "bool", object: "dict" };
const typeName = (type: string): string => {
  const inner = /^array\[(\w+)\]$/.exec(type)?.[1];
  return inner === undefined ? (PYTHON[type] ?? "") : `list[${PYTHON[inner] ?? "dict"}]`;
};

/** The code with a `main` that takes these names; what follows the brackets stays. */
export function withParameters(
  code: string,
  language: string,
  inputs: readonly { name: string; type: string }[],
): string {
  if (language === "python3") {
    const list = inputs.map(({ name, type }) => (typeName(type) ? `${name}: ${typeName(type)}` : name)).join(", ");
    return code.replace(
      /(def\s+main\s*\()[\s\S]*?(\)\s*(?:->[^:]*)?:)/,
      (_, head: string, tail: string) => head + list + tail,
    );
  }
  const list = inputs.map(({ name }) => name).join(", ");
  return code.replace(
    /((?:function\s+main\s*|main\s*=\s*(?:async\s*)?(?:function\s*)?)\()[\s\S]*?(\)\s*(?:=>|\{))/,
    (_, head: string, tail: string) => `${head}{ ${list} }${tail}`,
  );
}

export const STARTS: Record<string, string> = {
  python3: 'def main(arg1: str) -> dict:\n    return {"result": arg1}\n',
  javascript: "function main({ arg1 }) {\n  return { result: arg1 };\n}\n",
};
