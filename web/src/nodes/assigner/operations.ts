import { elementType, isArray } from "@/editor/variables";

/** Operations on a variable of a type. */
export function operationsFor(type: string): string[] {
  if (type === "number" || type === "integer" || type === "float")
    return ["over-write", "clear", "set", "+=", "-=", "*=", "/="];
  if (isArray(type)) return ["over-write", "clear", "append", "extend", "remove-first", "remove-last"];
  return ["over-write", "clear", "set"];
}

export const takesInput = (operation: string): boolean => !["clear", "remove-first", "remove-last"].includes(operation);

/** `set` takes what is typed; arithmetic takes either; all else takes a variable. */
export function sourcesFor(operation: string): readonly ("constant" | "variable")[] {
  if (operation === "set") return ["constant"];
  return ["+=", "-=", "*=", "/="].includes(operation) ? ["variable", "constant"] : ["variable"];
}

/** The type an operation takes as its input. */
export function inputType(operation: string, type: string): string {
  return operation === "append" ? elementType(type) : type;
}
