import { downloadAddress, type Document } from "../data";

/** Fetches the originals one after another, as the browser saves them. */
export async function download(datasetId: string, documents: readonly Document[]): Promise<void> {
  for (const document of documents) {
    const link = window.document.createElement("a");
    link.href = await downloadAddress(datasetId, document.id);
    link.download = document.source_info.name || document.name;
    link.click();
    // Browsers drop all but the last of downloads that begin together.
    if (documents.length > 1) await new Promise((done) => setTimeout(done, 400));
  }
}
