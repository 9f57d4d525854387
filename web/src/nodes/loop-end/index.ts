import { LogOut } from "lucide-react";
import type { NodeSpec } from "@/editor/spec";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "loop-end",
  family: "logic",
  icon: LogOut,
  text,
  rows: () => 0,
  ways: () => [],
};
