import type { Role } from "@/api/types";

/** Roles that can be given; the owner is made by handing over. */
export const ROLES: readonly Role[] = ["admin", "editor", "normal", "dataset_operator"];
