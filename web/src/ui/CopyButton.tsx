import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton, type ButtonProps } from "./Button";
import { useUiTexts } from "./texts";

/** Copies also where the page is not served over HTTPS. */
export async function copyText(text: string) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

export function CopyButton({
  text,
  label,
  size = "inline",
}: {
  text: string;
  label?: string;
  size?: ButtonProps["size"];
}) {
  const texts = useUiTexts();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton
      size={size}
      label={copied ? texts.copied : (label ?? texts.copy)}
      icon={copied ? <Check size={14} className="text-ok" /> : <Copy size={14} />}
      onClick={() => void copyText(text).then(() => setCopied(true))}
    />
  );
}
