import { House } from "lucide-react";
import type { NodeSpec } from "@/editor/spec";
import { text } from "./text";

export const spec: NodeSpec = {
  type: "iteration-start",
  family: "logic",
  icon: House,
  text,
  entry: false,
  rows: () => 0,
};
