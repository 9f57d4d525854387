import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { Skeleton } from "./Feedback";

export type Column<T> = {
  key: string;
  title: ReactNode;
  cell: (row: T) => ReactNode;
  width?: string;
  align?: "left" | "right";
  sortable?: boolean;
  /** Left out on narrow screens. */
  wide?: boolean;
};

export type Sort = { key: string; descending: boolean };

type Props<T> = {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[] | undefined;
  keyOf: (row: T) => string;
  onOpen?: (row: T) => void;
  selected?: string | undefined;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  empty?: ReactNode;
  className?: string;
};

/** A table with a head that stays; rows of `undefined` are loading. */
export function Table<T>({ label, columns, rows, keyOf, onOpen, selected, sort, onSort, empty, className }: Props<T>) {
  if (rows?.length === 0 && empty) return <>{empty}</>;
  return (
    <div className={cn("overflow-x-auto rounded-card border bg-surface", className)}>
      <table aria-label={label} className="w-full border-collapse text-base">
        <thead className="bg-sunken text-small text-fg-3">
          <tr>
            {columns.map((column) => (
              <Head key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows
            ? rows.map((row) => (
                <tr
                  key={keyOf(row)}
                  aria-selected={selected === keyOf(row) || undefined}
                  onClick={onOpen && (() => onOpen(row))}
                  className={cn(
                    "border-t aria-selected:bg-selected",
                    onOpen && "cursor-pointer hover:bg-hover aria-selected:hover:bg-selected",
                  )}
                >
                  {columns.map((column) => (
                    <td key={column.key} className={cn(cellClass(column), "h-10")}>
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              ))
            : Array.from({ length: 5 }, (_, index) => (
                <tr key={index} className="border-t">
                  {columns.map((column) => (
                    <td key={column.key} className={cn(cellClass(column), "h-10")}>
                      <Skeleton className="h-3.5 w-3/4" />
                    </td>
                  ))}
                </tr>
              ))}
        </tbody>
      </table>
    </div>
  );
}

const cellClass = <T,>(column: Column<T>) =>
  cn(
    "px-3 py-2 align-middle max-sm:px-2",
    column.align === "right" ? "tabular text-right" : "text-left",
    column.wide && "max-md:hidden",
  );

function Head<T>({ column, sort, onSort }: { column: Column<T>; sort: Sort | undefined; onSort: Props<T>["onSort"] }) {
  const active = sort?.key === column.key;
  const Arrow = sort?.descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      style={column.width ? { width: column.width } : undefined}
      aria-sort={active ? (sort.descending ? "descending" : "ascending") : undefined}
      className={cn(cellClass(column), "py-1.5 font-medium whitespace-nowrap")}
    >
      {column.sortable && onSort ? (
        <button
          type="button"
          className="inline-flex items-center gap-1 hover:text-fg"
          onClick={() => onSort({ key: column.key, descending: active ? !sort.descending : true })}
        >
          {column.title}
          {active && <Arrow aria-hidden size={12} />}
        </button>
      ) : (
        column.title
      )}
    </th>
  );
}
