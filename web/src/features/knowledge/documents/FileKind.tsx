import { File, FileCode, FileSpreadsheet, FileText, Mail, Presentation } from "lucide-react";
import { cn } from "@/ui";

const TABLES = new Set(["xlsx", "xls", "csv"]);
const TEXTS = new Set(["txt", "md", "mdx", "markdown", "docx", "doc", "pdf", "epub"]);
const MAILS = new Set(["eml", "msg"]);
const SLIDES = new Set(["pptx", "ppt"]);
const CODE = new Set(["html", "htm", "xml", "vtt", "properties"]);

/** A sign for the kind of a file. */
export function FileKind({ extension, className }: { extension: string; className?: string }) {
  const kind = extension.toLowerCase().replace(/^\./, "");
  const Icon = TABLES.has(kind)
    ? FileSpreadsheet
    : TEXTS.has(kind)
      ? FileText
      : MAILS.has(kind)
        ? Mail
        : SLIDES.has(kind)
          ? Presentation
          : CODE.has(kind)
            ? FileCode
            : File;
  return <Icon aria-hidden size={16} className={cn("shrink-0 text-fg-3", className)} />;
}
