import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";
import { Spinner } from "./Spinner";
import { Tooltip } from "./Tooltip";

const button = cva(
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-control font-medium whitespace-nowrap no-underline transition-colors duration-[120ms] select-none aria-disabled:cursor-not-allowed",
  {
    variants: {
      variant: {
        primary: "bg-accent text-on-accent hover:bg-accent-hover aria-disabled:bg-hover aria-disabled:text-fg-3",
        secondary:
          "border border-line-strong/60 bg-surface text-fg hover:bg-hover aria-disabled:border-line aria-disabled:bg-surface aria-disabled:text-fg-3",
        ghost: "text-fg-2 hover:bg-hover hover:text-fg aria-disabled:bg-transparent aria-disabled:text-fg-3",
        danger: "bg-bad text-surface hover:opacity-90 aria-disabled:bg-hover aria-disabled:text-fg-3",
      },
      size: {
        inline: "h-6 px-2 text-small",
        compact: "h-7 px-2.5 text-small",
        default: "h-8 px-3 text-base",
        touch: "h-10 px-4 text-read",
      },
      square: { true: "px-0", false: "" },
    },
    compoundVariants: [
      { square: true, size: "inline", class: "w-6" },
      { square: true, size: "compact", class: "w-7" },
      { square: true, size: "default", class: "w-8" },
      { square: true, size: "touch", class: "w-10" },
    ],
    defaultVariants: { variant: "secondary", size: "default", square: false },
  },
);

type Looks = Omit<VariantProps<typeof button>, "square">;
export type ButtonProps = ComponentProps<"button"> &
  Looks & {
    icon?: ReactNode;
    loading?: boolean;
    /** Why it cannot be pressed now; the button stays focusable and tells the reason. */
    disabledReason?: string | undefined;
    asChild?: boolean;
    square?: boolean;
  };

export function Button({
  variant,
  size,
  square,
  icon,
  loading = false,
  disabled = false,
  disabledReason,
  asChild = false,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  const blocked = disabled || loading || disabledReason !== undefined;
  const classes = cn(button({ variant, size, square }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  const element = (
    <button
      type={type}
      className={classes}
      aria-disabled={blocked || undefined}
      aria-busy={loading || undefined}
      onClick={(event) => {
        if (blocked) {
          event.preventDefault();
          event.stopPropagation();
        } else onClick?.(event);
      }}
      {...rest}
    >
      {loading ? <Spinner size={14} /> : icon}
      {children}
    </button>
  );
  return disabledReason ? <Tooltip text={disabledReason}>{element}</Tooltip> : element;
}

export type IconButtonProps = Omit<ButtonProps, "children" | "icon"> & {
  /** Said to screen readers and shown as tooltip. */
  label: string;
  icon: ReactNode;
  shortcut?: string;
};

export function IconButton({ label, icon, shortcut, variant = "ghost", ...rest }: IconButtonProps) {
  return (
    <Tooltip text={shortcut ? `${label} · ${shortcut}` : label}>
      <Button variant={variant} square aria-label={label} icon={icon} {...rest} />
    </Tooltip>
  );
}
