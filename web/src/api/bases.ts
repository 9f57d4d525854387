import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { client, take } from "./client";
import { useScope } from "./query";

const LIMIT = 100;
/** More bases than this are not offered. */
const MOST_PAGES = 20;

const page = (number: number) =>
  take(client.GET("/console/api/datasets", { params: { query: { limit: LIMIT, page: number } } }));

/** All knowledge bases that one may see, to choose from. */
export function useBases() {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "datasets", "choices"],
    queryFn: async () => {
      const first = await page(1);
      const pages = Math.min(MOST_PAGES, Math.ceil(first.total / LIMIT));
      const rest = await Promise.all(Array.from({ length: Math.max(0, pages - 1) }, (_, index) => page(index + 2)));
      return [first, ...rest].flatMap((one) => one.data);
    },
  });
}

/** Knowledge bases whose name holds the words, newest first. */
export function useBaseSearch(words: string, most: number) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "datasets", "search", words, most],
    queryFn: () =>
      take(
        client.GET("/console/api/datasets", { params: { query: { limit: most, ...(words && { keyword: words }) } } }),
      ),
    placeholderData: keepPreviousData,
  });
}
