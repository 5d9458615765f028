// `runsurge job ID`: everything about one job that fits a terminal.
import type { AttemptView } from '@runsurge/protocol/rest';
import { withPool } from '../connection.ts';
import { durationMs, stateOf } from '../job-words.ts';
import { table } from '../table.ts';
import { printable, showBytes, showDuration } from '../values.ts';

function attemptRow(attempt: AttemptView): string[] {
  const { usage } = attempt;
  return [
    attempt.kind === 'driver' ? String(attempt.number) : 'helps',
    attempt.failure ? `${attempt.state}: ${attempt.failure.message}` : attempt.state,
    attempt.nodeName,
    attempt.sandbox ?? '-',
    usage ? showDuration(usage.wallMs) : '-',
    usage ? showBytes(usage.peakRssBytes) : '-',
    showBytes(attempt.memoryBytes),
  ];
}

export async function job(id: string, options: { pool?: string; json?: boolean }): Promise<void> {
  const found = await withPool(options.pool, (client) => client.job(id));
  if (options.json) {
    process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    return;
  }
  const took = durationMs(found, Date.now());
  const facts = [
    ['Job', found.id],
    ['Name', found.name],
    ['State', stateOf(found)],
    ...(found.waitReason ? [['Waits', found.waitReason]] : []),
    ...(found.failure ? [['Failed', `${found.failure.message} (${found.failure.kind})`]] : []),
    ['Script', [found.script, ...found.args].join(' ')],
    ['Created', found.createdAt],
    ...(took === undefined ? [] : [['Took', showDuration(took)]]),
    ...(found.rerunOf ? [['Rerun of', found.rerunOf]] : []),
  ];
  for (const [name = '', value = ''] of facts) {
    process.stdout.write(`${name.padEnd(9)} ${printable(value)}\n`);
  }
  if (found.attempts.length === 0) return;
  const head = ['#', 'ATTEMPT', 'NODE', 'SANDBOX', 'TOOK', 'PEAK', 'LIMIT'];
  process.stdout.write(`\n${table(head, found.attempts.map(attemptRow))}`);
}
