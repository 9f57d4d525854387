import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/error";

/** A banner while the server cannot be reached; asks again until it answers. */
export function Offline() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [lost, setLost] = useState(false);
  useEffect(
    () =>
      queries.getQueryCache().subscribe((event) => {
        const error: unknown = event.query.state.error;
        if (event.type === "updated" && error instanceof ApiError && error.code === "unreachable") setLost(true);
      }),
    [queries],
  );
  useQuery({
    queryKey: ["health"],
    enabled: lost,
    refetchInterval: 3000,
    retry: false,
    queryFn: async () => {
      const response = await fetch("/health");
      if (response.ok) {
        setLost(false);
        await queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "health" });
      }
      return response.status;
    },
  });
  if (!lost) return null;
  return (
    <p role="status" className="bg-warn-soft px-4 py-1.5 text-center text-small text-warn">
      {t("page.unreachable")}
    </p>
  );
}
