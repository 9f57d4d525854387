import { useEffect, useRef, useState } from "react";
import { useApiTools, type ParsedApi } from "@/api/tools";

const PAUSE = 500;

/** The document being edited and what the server reads in it, a short pause after the last key. */
export function useParsed(initial: string, initialUrl: string) {
  const { parse, fetch } = useApiTools();
  const [document, setDocument] = useState(initial);
  const [url, setUrl] = useState(initialUrl);
  const [parsed, setParsed] = useState<ParsedApi>();
  const [error, setError] = useState<Error>();
  const [reading, setReading] = useState(initial.trim() !== "");
  const newest = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { mutateAsync } = parse;

  const read = (text: string, sourceUrl: string, pause: number) => {
    clearTimeout(timer.current);
    const mine = ++newest.current;
    setReading(text.trim() !== "");
    setError(undefined);
    if (text.trim() === "") {
      setParsed(undefined);
      return;
    }
    timer.current = setTimeout(() => {
      mutateAsync({ document: text, source_url: sourceUrl })
        .then(
          (answer) => mine === newest.current && setParsed(answer),
          (failure: Error) => {
            if (mine !== newest.current) return;
            setParsed(undefined);
            setError(failure);
          },
        )
        .finally(() => mine === newest.current && setReading(false));
    }, pause);
  };
  const first = useRef(read);
  useEffect(() => {
    if (initial) first.current(initial, initialUrl, 0);
    return () => clearTimeout(timer.current);
  }, [initial, initialUrl]);

  return {
    document,
    url,
    parsed,
    error,
    reading,
    changed: document !== initial,
    edit: (text: string) => {
      setDocument(text);
      read(text, url, PAUSE);
    },
    setUrl,
    /** Takes the document from an address. */
    fetch: {
      ...fetch,
      go: () =>
        fetch.mutate(url.trim(), {
          onSuccess: (found) => {
            clearTimeout(timer.current);
            newest.current += 1;
            setReading(false);
            setError(undefined);
            setDocument(found.document);
            setParsed(found);
          },
        }),
    },
  };
}
export type Source = ReturnType<typeof useParsed>;
