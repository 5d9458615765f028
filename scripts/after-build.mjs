// What a build makes beside JavaScript: the template of the embedded database (see store/embedded.ts),
// an initialised cluster with the present schema.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const template = join(root, 'packages/store/dist/template');
const migrations = join(root, 'packages/store/migrations');
const stampFile = `${template}.stamp`;

function stamp() {
  const hash = createHash('sha256');
  hash.update(readFileSync(join(root, 'node_modules/@electric-sql/pglite/package.json')));
  for (const name of readdirSync(migrations).sort())
    hash.update(readFileSync(join(migrations, name)));
  return hash.digest('hex');
}

if (
  !existsSync(template) ||
  !existsSync(stampFile) ||
  readFileSync(stampFile, 'utf8') !== stamp()
) {
  rmSync(template, { recursive: true, force: true });
  const { openStore } = await import('../packages/store/dist/index.js');
  const dataDir = `${template}.part`;
  rmSync(dataDir, { recursive: true, force: true });
  const store = await openStore({ dataDir, databaseConnections: 1 }, console);
  await store.close();
  const cluster = join(dataDir, 'database/pg');
  // Whoever uses this checkout copies it; in their own directory it is theirs alone again.
  for (const entry of readdirSync(cluster, { recursive: true, withFileTypes: true })) {
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
  chmodSync(cluster, 0o755);
  renameSync(cluster, template);
  rmSync(dataDir, { recursive: true });
  writeFileSync(stampFile, stamp());
}
