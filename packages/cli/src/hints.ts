// Reads the end of a script's traceback for mistakes that only happen because it ran somewhere else.
import { existsSync } from 'node:fs';
import { printable } from './values.ts';

const missingFile = /FileNotFoundError: \[Errno 2\] No such file or directory: '([^'\n]+)'\s*$/;
const missingModule = /ModuleNotFoundError: No module named '([\w.]+)'\s*$/;

/** A sentence, or nothing. */
export function hintFor(stderr: string): string | undefined {
  const file = missingFile.exec(stderr)?.[1];
  if (file && existsSync(file)) {
    return `${printable(file)} is on this machine but was not sent along; add: --input ${printable(file)}`;
  }
  const module = missingModule.exec(stderr)?.[1];
  if (module) {
    return `no machine that took the script has ${module}; "runsurge nodes" shows what they have`;
  }
  return undefined;
}
