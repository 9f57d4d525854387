import { QueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { ApiError } from "./error";

/** Failed reads are tried again only when trying again can help. */
const mayRetry = (failures: number, error: Error) =>
  failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500);

export const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: 15_000, retry: mayRetry, refetchOnWindowFocus: true } },
});

/** The id of the workspace one works in; the first part of every query key that belongs to a workspace. */
export const WorkspaceScope = createContext<string>("");
export const useScope = () => useContext(WorkspaceScope);
