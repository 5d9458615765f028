// What a build makes beside JavaScript: the template of the embedded database (see store/embedded.ts).
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
  renameSync(part, template);
  writeFileSync(stamp, version);
}
