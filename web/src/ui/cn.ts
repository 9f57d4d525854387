import { clsx, type ClassValue } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({
  extend: {
    classGroups: {
      "font-size": [{ text: ["meta", "small", "base", "read", "panel", "title", "figure"] }],
      rounded: [{ rounded: ["chip", "control", "card", "dialog", "full"] }],
    },
  },
});

/** Joins class names; of two that set the same property the later wins. */
export const cn = (...values: ClassValue[]) => merge(clsx(values));
