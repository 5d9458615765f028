// What a build makes beside JavaScript: the template of the embedded database (see store/embedded.ts).
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

const root = new URL('../', import.meta.url);
const template = fileURLToPath(new URL('packages/store/dist/template', root));
const stamp = `${template}.version`;
const version = JSON.parse(
  readFileSync(new URL('node_modules/@electric-sql/pglite/package.json', root), 'utf8'),
).version;

if (!existsSync(template) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== version) {
  const { PGlite } = await import('@electric-sql/pglite');
  const part = `${template}.part`;
  rmSync(part, { recursive: true, force: true });
  rmSync(template, { recursive: true, force: true });
  const db = await PGlite.create(part);
  await db.close();
  // Whoever uses this checkout copies it; in their own directory it is theirs alone again.
  for (const entry of readdirSync(part, { recursive: true, withFileTypes: true })) {
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
  chmodSync(part, 0o755);
  renameSync(part, template);
  writeFileSync(stamp, version);
}
