/** A short sign for a text: another text has another one, as good as always. */
export function fingerprint(text: string): string {
  let sum = 5381;
  for (let at = 0; at < text.length; at++) sum = (sum * 33 + text.charCodeAt(at)) | 0;
  return `${text.length}.${sum}`;
}
