// Keeps the file handles that were used last open, and closes the one unused for longest when there
// are too many. A handle in use is never closed under its user.
import type { FileHandle } from 'node:fs/promises';

export type OpenFile = { readonly handle: FileHandle; sizeBytes: number };

export type HandleCache = {
  /** Opens when needed. Calls for one name must come one after the other. A failed use closes. */
  use<T>(name: string, run: (file: OpenFile) => Promise<T>): Promise<T>;
  peek(name: string): OpenFile | undefined;
  drop(name: string): Promise<void>;
  close(): Promise<void>;
};

export function makeHandleCache(
  openFile: (name: string) => Promise<OpenFile>,
  maxHandles: number,
): HandleCache {
  /** In the order of use, oldest first. */
  const files = new Map<string, OpenFile>();
  const inUse = new Set<string>();

  async function drop(name: string): Promise<void> {
    const file = files.get(name);
    files.delete(name);
    await file?.handle.close();
  }

  async function closeOldest(): Promise<void> {
    const idle = [...files.keys()].filter((name) => !inUse.has(name));
    await Promise.all(idle.slice(0, files.size - maxHandles).map(drop));
  }

  return {
    drop,
    peek: (name) => files.get(name),
    async use(name, run) {
      inUse.add(name);
      try {
        const file = files.get(name) ?? (await openFile(name));
        files.delete(name);
        files.set(name, file);
        return await run(file);
      } catch (thrown) {
        // What is on disk is unknown now; the next use asks the file.
        await drop(name);
        throw thrown;
      } finally {
        inUse.delete(name);
        if (files.size > maxHandles) await closeOldest();
      }
    },
    close: async () => {
      await Promise.all([...files.keys()].map(drop));
    },
  };
}
