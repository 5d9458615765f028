// Which files a script needs: itself, the inputs that were named, and the modules beside it that it
// imports. Decides where each lies for the script; reads no content but the import statements.
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { AppError } from '@runsurge/model';

export type LocalFile = {
  /** On this machine. */
  readonly source: string;
  /** As the script sees it, absolute. */
  readonly path: string;
};
export type ScriptFiles = {
  readonly workdir: string;
  readonly script: string;
  readonly files: readonly LocalFile[];
};

/** A sandbox has its own things there (see master/plan-files.ts). */
const reserved = /^\/(usr|proc|sys|dev|etc|bin|sbin|lib[^/]*|boot)(\/|$)/;
const isUsable = (dir: string) => dir !== '/' && dir.startsWith('/') && !reserved.test(dir);

async function fileOrFail(path: string, what: string) {
  const found = await stat(path).catch((thrown: NodeJS.ErrnoException) => thrown);
  if (!(found instanceof Error)) return found;
  const why = found.code === 'ENOENT' ? 'does not exist' : `cannot be read (${found.code})`;
  throw new AppError('BAD_INPUT', `${what} ${path} ${why}`);
}

async function filesBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** `data.csv`, `data.csv=readings.csv`, or a directory, which keeps its name. */
async function inputFiles(option: string, workdir: string): Promise<LocalFile[]> {
  const exists = await stat(option).then(
    () => true,
    () => false,
  );
  const split = exists ? -1 : option.lastIndexOf('=');
  const source = resolve(split < 0 ? option : option.slice(0, split));
  const name = split < 0 ? basename(source) : option.slice(split + 1);
  if (name === '' || isAbsolute(name) || name.split('/').includes('..')) {
    throw new AppError('BAD_INPUT', `--input ${option}: the name after = must be relative`);
  }
  const found = await fileOrFail(source, 'the input');
  if (found.isFile()) return [{ source, path: join(workdir, name) }];
  if (!found.isDirectory()) {
    throw new AppError('BAD_INPUT', `the input ${source} is neither a file nor a directory`);
  }
  return (await filesBelow(source)).map((file) => ({
    source: file,
    path: join(workdir, name, file.slice(source.length + 1)),
  }));
}

const importStatement =
  /^[ \t]*(?:import[ \t]+([^\n#;]+)|from[ \t]+(\.*[A-Za-z_]?[\w.]*)[ \t]+import\b)/gm;

function importedNames(text: string): Set<string> {
  const names = new Set<string>();
  for (const [, list, from] of text.matchAll(importStatement)) {
    for (const item of [...(list?.split(',') ?? []), from ?? '']) {
      const top = /^\s*([A-Za-z_]\w*)/.exec(item)?.[1];
      if (top) names.add(top);
    }
  }
  return names;
}

/** Modules and packages beside the script that it, or one of them, imports. */
async function localModules(scriptSource: string): Promise<string[]> {
  const dir = dirname(scriptSource);
  const beside = new Map((await readdir(dir, { withFileTypes: true })).map((e) => [e.name, e]));
  const found = new Set<string>();
  const open = [scriptSource];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    for (const name of importedNames(await readFile(file, 'latin1'))) {
      const files = beside.has(`${name}.py`)
        ? [join(dir, `${name}.py`)]
        : beside.get(name)?.isDirectory() && beside.has(name)
          ? (await filesBelow(join(dir, name))).filter((path) => path.endsWith('.py'))
          : [];
      for (const path of files) {
        if (found.has(path) || path === scriptSource) continue;
        found.add(path);
        open.push(path);
      }
    }
  }
  return [...found].sort();
}

export async function findScriptFiles(
  script: string,
  inputs: readonly string[],
): Promise<ScriptFiles> {
  const source = resolve(script);
  const found = await fileOrFail(source, 'the script');
  if (!found.isFile()) throw new AppError('BAD_INPUT', `the script ${script} is not a file`);
  const cwd = process.cwd();
  const scriptDir = dirname(source);
  const mapped = sep === '/' && isUsable(cwd) && isUsable(scriptDir);
  const workdir = mapped ? cwd : '/work';
  const typed = mapped ? script : basename(script);
  const place = (path: string) => (mapped ? path : join(workdir, path.slice(scriptDir.length + 1)));

  const files: LocalFile[] = [{ source, path: place(source) }];
  for (const module of await localModules(source)) {
    files.push({ source: module, path: place(module) });
  }
  for (const input of inputs) files.push(...(await inputFiles(input, workdir)));
  const unique = new Map(files.map((file) => [file.path, file]));
  for (const file of files) {
    const other = unique.get(file.path);
    if (other && other.source !== file.source) {
      throw new AppError('BAD_INPUT', `two inputs are called ${file.path}`, {
        remedy: `give one another name: --input ${other.source}=other_name`,
      });
    }
  }
  return { workdir, script: typed, files: [...unique.values()] };
}
