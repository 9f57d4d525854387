/** The dropped files; those of dropped folders too, at any depth, which takes a moment. */
export function droppedFiles(data: DataTransfer): ArrayLike<File> | Promise<File[]> {
  const entries = Array.from(data.items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  return entries.some((entry) => entry.isDirectory) ? within(entries) : data.files;
}

/** Hidden files are what systems leave in folders, not what people mean to drop. */
async function within(entries: readonly FileSystemEntry[]): Promise<File[]> {
  const found = await Promise.all(entries.filter((entry) => !entry.name.startsWith(".")).map(filesOf));
  return found.flat();
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) return [await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail))];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    // A reader hands out about a hundred entries at a time and none at the end.
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) return within(all);
    all.push(...some);
  }
}
