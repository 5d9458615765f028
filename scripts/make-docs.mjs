// Writes the pages of docs/ that say what the code says: states, configuration, errors. With --check it
// writes nothing and fails when a page is not current. Reads the build, so build first.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { status } from '@grpc/grpc-js';
import { describeConfig } from '../packages/base/dist/index.js';
import { masterConfig } from '../packages/master/dist/config.js';
import { allMoves, errorCodes, stateDocs, statesOf } from '../packages/model/dist/index.js';
import { workerConfig } from '../packages/worker/dist/config.js';

const directory = new URL('../docs/', import.meta.url);
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (cells) => `| ${cells.map(cell).join(' | ')} |`;
const code = (word) => `\`${word}\``;

function table(head, rows) {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

function page(title, words, sections) {
  const made = 'Made by `node scripts/make-docs.mjs`; do not edit.';
  return `# ${title}\n\n${words} ${made}\n\n${sections.join('\n\n')}\n`;
}

function statesPage() {
  const sections = Object.entries(allMoves).map(([machine, moves]) => {
    const { subject, states } = stateDocs[machine];
    const rows = statesOf(moves).map((state) => {
      const next = moves[state].map(code).join(', ') || 'final';
      return [code(state), states[state], next];
    });
    return `## ${machine}\n\n${subject}\n\n${table(['state', 'meaning', 'moves to'], rows)}`;
  });
  return page(
    'States',
    'The life of everything that has one. A move that is not in these tables does not happen.',
    sections,
  );
}

const roles = [
  ['master', masterConfig],
  ['worker', workerConfig],
];

function configurationPage() {
  const sections = roles.map(([role, schema]) => {
    const rows = describeConfig(schema).map((key) => {
      const standard = key.default === undefined ? '' : code(key.default || '""');
      return [code(key.key), code(key.env), standard, key.description];
    });
    const head = ['key', 'environment', 'default', 'meaning'];
    return `## ${role}\n\nSection \`[${role}]\` of \`runsurge.toml\`.\n\n${table(head, rows)}`;
  });
  return page(
    'Configuration',
    'Flags come first (`runsurge master --help`), then the environment, then `runsurge.toml`, then the defaults. Where `dataDir` is not given, it lies below `RUNSURGE_HOME`.',
    sections,
  );
}

function errorsPage() {
  const rows = Object.entries(errorCodes).map(([name, { http, grpc, exit, retry }]) => {
    return [
      code(name),
      String(http),
      `${grpc} ${status[grpc]}`,
      String(exit),
      retry ? 'yes' : 'no',
    ];
  });
  const head = ['code', 'HTTP', 'gRPC', 'exit status', 'try again'];
  return page(
    'Errors',
    'Every error has one of these codes, and a code means the same everywhere. Exit status 2: wrong use, 3: refused by policy, 4: the pool failed.',
    [table(head, rows)],
  );
}

const pages = {
  'states.md': statesPage(),
  'configuration.md': configurationPage(),
  'errors.md': errorsPage(),
};

function presentText(url) {
  try {
    return readFileSync(url, 'utf8');
  } catch {
    return undefined;
  }
}

const old = Object.keys(pages).filter(
  (name) => presentText(new URL(name, directory)) !== pages[name],
);
if (process.argv.includes('--check')) {
  for (const name of old) console.error(`docs/${name} is not current: node scripts/make-docs.mjs`);
  process.exitCode = old.length > 0 ? 1 : 0;
} else {
  mkdirSync(directory, { recursive: true });
  for (const name of old) writeFileSync(new URL(name, directory), pages[name]);
  console.log(`docs: ${old.length} of ${Object.keys(pages).length} pages were not current`);
}
