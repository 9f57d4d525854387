import { Wrench } from "lucide-react";

/** The picture of a provider: an address, a sign on a colour, or a general one. */
export function ToolIcon({ icon, size }: { icon: unknown; size: number }) {
  const style = { width: size, height: size };
  if (typeof icon === "string" && /^(https?:|\/|data:image\/)/.test(icon)) {
    return <img src={icon} alt="" className="shrink-0 rounded-chip object-contain" style={style} />;
  }
  const mark = typeof icon === "object" && icon !== null ? (icon as { content?: unknown; background?: unknown }) : {};
  const sign = typeof icon === "string" ? icon : mark.content;
  return (
    <span
      aria-hidden
      className="grid shrink-0 place-items-center rounded-chip bg-selected leading-none text-family-tool"
      style={{
        ...style,
        fontSize: size * 0.65,
        ...(typeof mark.background === "string" ? { background: mark.background } : {}),
      }}
    >
      {typeof sign === "string" && sign !== "" && !/^[\w-]+$/.test(sign) ? sign : <Wrench size={size * 0.65} />}
    </span>
  );
}
