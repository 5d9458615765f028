// Completes package-lock.json after `npm install` behind a registry mirror that lacks the binaries of
// other platforms: npm then leaves those optional packages out, and `npm ci` refuses the file. Adds
// them with what their names say (system, processor, C library). Run by hand after a change of
// dependencies: `npm install --package-lock-only && node scripts/complete-lock.mjs`.
import { readFileSync, writeFileSync } from 'node:fs';

const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8'));
const cpus = { armv7: 'arm', armhf: 'arm', x86: 'ia32' };
const known = [
  'arm64',
  'x64',
  'ia32',
  'arm',
  'ppc64',
  'riscv64',
  's390x',
  'loong64',
  'mips64el',
  'ppc64le',
];
const systems = [
  'android',
  'darwin',
  'linux',
  'win32',
  'freebsd',
  'openbsd',
  'netbsd',
  'sunos',
  'aix',
  'openharmony',
];

let added = 0;
for (const [at, entry] of Object.entries({ ...lock.packages })) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const place = `node_modules/${name}`;
    if (lock.packages[place] || lock.packages[`${at}/${place}`]) continue;
    const words = name.split(/[/-]/);
    const os = words.find((word) => systems.includes(word));
    const cpu = words.map((word) => cpus[word] ?? word).find((word) => known.includes(word));
    if (!os) throw new Error(`for which system is ${name}?`);
    const libc = words.includes('musl')
      ? ['musl']
      : /gnu/.test(name) && os === 'linux'
        ? ['glibc']
        : undefined;
    lock.packages[place] = {
      version,
      ...(cpu ? { cpu: [cpu] } : {}),
      ...(entry.dev ? { dev: true } : {}),
      ...(libc ? { libc } : {}),
      optional: true,
      os: [os],
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)),
);
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages added`);
