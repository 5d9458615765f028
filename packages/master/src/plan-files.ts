// Where the files of a job lie in its sandbox. Pure: request in, absolute paths out, or an AppError
// that names the path. Every path was checked by the contract (no `..`, no empty parts).
import { AppError } from '@runsurge/model';
import type { rest } from '@runsurge/protocol';

/** The sandbox has its own things there; a job cannot put a directory over them. */
const reserved = /^\/(usr|proc|sys|dev|etc|bin|sbin|lib[^/]*|boot)(\/|$)/;

export type PlacedFiles = {
  readonly scriptPath: string;
  readonly files: readonly {
    readonly path: string;
    readonly blob: string;
    readonly mode: number;
  }[];
  readonly extraDirs: readonly string[];
};

const isBelow = (path: string, dir: string) => path.startsWith(`${dir}/`);
const directoryOf = (path: string) => path.slice(0, path.lastIndexOf('/'));

function checkDirectory(path: string, what: string): void {
  if (path === '' || path === '/' || reserved.test(path)) {
    throw new AppError('BAD_INPUT', `${what} cannot be ${path === '' ? '/' : path} in a sandbox`, {
      remedy: 'use a directory of your own, such as /work or /home/you/project',
    });
  }
}

/** `./x.py` and `x//y.py` are how people type; `..` is resolved, and may not leave the root. */
function resolvePath(workdir: string, typed: string): string {
  const parts: string[] = typed.startsWith('/') ? [] : workdir.split('/').filter(Boolean);
  for (const part of typed.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export function placeFiles(request: rest.JobRequest): PlacedFiles {
  const { workdir } = request;
  checkDirectory(workdir, 'the working directory');
  const scriptPath = resolvePath(workdir, request.script);
  const files = request.files.map((file) => ({
    path: file.path.startsWith('/') ? file.path : `${workdir}/${file.path}`,
    blob: file.blob,
    mode: file.mode,
  }));
  const paths = new Set<string>();
  for (const { path } of files) {
    if (paths.has(path)) throw new AppError('BAD_INPUT', `two files are called ${path}`);
    paths.add(path);
  }
  for (const path of paths) {
    for (let dir = directoryOf(path); dir !== ''; dir = directoryOf(dir)) {
      if (paths.has(dir)) {
        throw new AppError('BAD_INPUT', `${dir} is a file and, for ${path}, also a directory`);
      }
    }
  }
  if (!paths.has(scriptPath)) {
    throw new AppError('BAD_INPUT', `the script ${request.script} is not among the files`, {
      remedy: `add a file with the path ${scriptPath}`,
    });
  }
  const scriptDir = directoryOf(scriptPath);
  const scriptIsInside = isBelow(scriptPath, workdir);
  if (!scriptIsInside) checkDirectory(scriptDir, 'the directory of the script');
  const extraDirs = scriptIsInside ? [] : [scriptDir];
  const stray = files.find(
    ({ path }) => !isBelow(path, workdir) && !extraDirs.some((dir) => isBelow(path, dir)),
  );
  if (stray) {
    throw new AppError('BAD_INPUT', `${stray.path} is outside the working directory ${workdir}`, {
      remedy: 'give it a relative path',
    });
  }
  return { scriptPath, files, extraDirs };
}
