import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useImperativeHandle, useRef, type ReactNode, type Ref } from "react";
import { cn } from "./cn";

type Props = {
  ref?: Ref<HTMLDivElement>;
  count: number;
  /** In pixels; rows that differ are measured when `measure` is set. */
  rowHeight: number;
  measure?: boolean;
  row: (index: number) => ReactNode;
  keyOf?: (index: number) => string | number;
  scrollTo?: number;
  className?: string;
  id?: string;
  role?: string;
  label?: string;
};

const PLAIN_UP_TO = 100;

/** Draws only what is in view; short lists are drawn plainly, which is simpler for find-in-page and readers. */
export function VirtualList(props: Props) {
  return props.count <= PLAIN_UP_TO ? <PlainList {...props} /> : <WindowedList {...props} />;
}

function PlainList({ ref, count, row, keyOf, scrollTo, className, id, role, label }: Props) {
  const own = useRef<HTMLDivElement>(null);
  useImperativeHandle(ref, () => own.current as HTMLDivElement);
  useEffect(() => {
    if (scrollTo !== undefined && scrollTo >= 0) own.current?.children[scrollTo]?.scrollIntoView({ block: "nearest" });
  }, [scrollTo]);
  return (
    <div ref={own} id={id} role={role} aria-label={label} className={cn("overflow-y-auto", className)}>
      {Array.from({ length: count }, (_, index) => (
        <div key={keyOf?.(index) ?? index} role={role ? "presentation" : undefined}>
          {row(index)}
        </div>
      ))}
    </div>
  );
}

function WindowedList({
  ref,
  count,
  rowHeight,
  measure = false,
  row,
  keyOf,
  scrollTo,
  className,
  id,
  role,
  label,
}: Props) {
  const own = useRef<HTMLDivElement>(null);
  useImperativeHandle(ref, () => own.current as HTMLDivElement);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => own.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    useFlushSync: false,
    ...(keyOf && { getItemKey: keyOf }),
  });
  useEffect(() => {
    if (scrollTo !== undefined && scrollTo >= 0) virtual.scrollToIndex(scrollTo, { align: "auto" });
  }, [scrollTo, virtual]);
  return (
    <div ref={own} id={id} role={role} aria-label={label} className={cn("overflow-y-auto [contain:strict]", className)}>
      <div role="presentation" className="relative w-full" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => (
          <div
            key={item.key}
            role={role ? "presentation" : undefined}
            data-index={item.index}
            ref={measure ? virtual.measureElement : undefined}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${item.start}px)` }}
          >
            {row(item.index)}
          </div>
        ))}
      </div>
    </div>
  );
}
