// Turns the events of a job into the status line: what it waits for, where it runs, how much it uses.
import type { Client } from '@runsurge/client';
import type { StageProgress } from '@runsurge/protocol/rest';
import type { StatusLine } from './status-line.ts';
import { printable, showBytes, showDuration } from './values.ts';

function stageWords({ number, done, tasks, nodes }: StageProgress): string {
  return `stage ${number}: ${done}/${tasks} on ${nodes} ${nodes === 1 ? 'node' : 'nodes'}`;
}

export async function watchProgress(
  client: Client,
  job: string,
  status: StatusLine,
  signal: AbortSignal,
): Promise<void> {
  if (!process.stderr.isTTY) return;
  let where = '';
  try {
    for await (const event of client.followEvents(job, { signal })) {
      if (event.kind === 'stage') {
        if (event.stage.state === 'open') status.show(stageWords(event.stage));
      } else if (event.kind === 'attempt') {
        if (event.attempt.kind !== 'driver' || event.attempt.state !== 'running') continue;
        where = printable(event.attempt.nodeName);
        status.show(`running on ${where}`);
      } else if (event.kind === 'sample') {
        const { atMs, rssBytes } = event;
        status.show(`running on ${where} for ${showDuration(atMs)}, ${showBytes(rssBytes)}`);
      } else if (event.kind === 'job' && event.job.state === 'queued') {
        status.show(`waiting: ${printable(event.job.waitReason ?? 'for its turn')}`);
      }
    }
  } catch {
    // The line is a courtesy; what matters comes with the output.
  }
}
