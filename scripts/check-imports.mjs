// Checks that data flows down the list of packages: a package imports only those above it, names what
// it imports in its package.json and tsconfig.json, and never reaches into another one's files.
// Fails when it sees no files, so that it cannot pass by looking in the wrong place.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const order = [
  'model',
  'base',
  'protocol',
  'pki',
  'analyzer',
  'scanner',
  'store',
  'blobs',
  'scheduler',
  'ledger',
  'master',
  'worker',
  'client',
  'cli',
  'web',
];
/** Static, with side effects only, and dynamic imports; and re-exports. */
const importPattern =
  /^(?:import|export)\b[^;'"]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;
const problems = [];
let files = 0;
const present = readdirSync('packages', { withFileTypes: true })
  .filter((e) => e.isDirectory())
  .map((e) => e.name);

for (const name of present) {
  const place = order.indexOf(name);
  if (place < 0) problems.push(`packages/${name} is not in the list of architecture.md`);
  const manifest = JSON.parse(readFileSync(join('packages', name, 'package.json'), 'utf8'));
  const declared = Object.keys(manifest.dependencies ?? {});
  const references = JSON.parse(
    readFileSync(join('packages', name, 'tsconfig.json'), 'utf8'),
  ).references.map((r) => r.path.replace('../', ''));
  const ours = declared
    .filter((d) => d.startsWith('@runsurge/'))
    .map((d) => d.slice('@runsurge/'.length));
  for (const dependency of ours) {
    if (order.indexOf(dependency) >= place)
      problems.push(`${name} depends on ${dependency}, which is not above it`);
    if (!references.includes(dependency))
      problems.push(`${name}/tsconfig.json does not refer to ${dependency}`);
  }
  const sources = readdirSync(join('packages', name, 'src'), { recursive: true }).filter((f) =>
    f.endsWith('.ts'),
  );
  for (const file of sources) {
    files += 1;
    const path = join('packages', name, 'src', file);
    for (const [, ...found] of readFileSync(path, 'utf8').matchAll(importPattern)) {
      const imported = found.find((name) => name !== undefined);
      if (imported.startsWith('node:') || imported.startsWith('.')) {
        if (/^(\.\.\/)+(packages|[a-z]+\/src)/.test(imported))
          problems.push(`${path} reaches into another package: ${imported}`);
        continue;
      }
      const wanted = imported
        .split('/')
        .slice(0, imported.startsWith('@') ? 2 : 1)
        .join('/');
      const isTest = /\.(test|contract)\.ts$|fixtures/.test(file);
      if (!declared.includes(wanted) && !(isTest && ['vitest', 'fast-check'].includes(wanted))) {
        problems.push(`${path} imports ${wanted}, which ${name}/package.json does not name`);
      }
    }
  }
}
if (files === 0) problems.push('no source files were seen');
for (const problem of problems) console.error(problem);
console.log(`imports: ${files} files in ${present.length} packages, ${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
