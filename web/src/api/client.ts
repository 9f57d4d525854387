import createClient from "openapi-fetch";
import { consoleFetch } from "./http";
import type { paths } from "./schema.gen";

/** Typed calls of the console API; every failure is thrown as `ApiError`. */
export const client = createClient<paths>({
  baseUrl: typeof location === "undefined" ? "http://localhost" : location.origin,
  fetch: (request) => consoleFetch(request),
});

/** The body of an answer. */
export async function take<T>(answer: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  return (await answer).data as NonNullable<T>;
}
