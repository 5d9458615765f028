// `runsurge jobs`: my jobs, newest first.

import { AppError } from '@runsurge/model';
import type { JobSummary } from '@runsurge/protocol/rest';
import { jobState } from '@runsurge/protocol/rest';
import { withPool } from '../connection.ts';
import { durationMs, stateOf } from '../job-words.ts';
import { table } from '../table.ts';
import { showDuration } from '../values.ts';

type Options = { pool?: string; state?: string; limit: number; json?: boolean };

export async function jobs(options: Options): Promise<void> {
  const state = options.state === undefined ? undefined : jobState.safeParse(options.state);
  if (state && !state.success) {
    throw new AppError('BAD_INPUT', `no job is ever "${options.state}"`, {
      remedy: `one of: ${jobState.options.join(', ')}`,
    });
  }
  const found = await withPool(options.pool, async (client) => {
    const items: JobSummary[] = [];
    for (let cursor: string | undefined; items.length < options.limit; ) {
      const page = await client.jobs({
        limit: Math.min(200, options.limit - items.length),
        ...(cursor ? { cursor } : {}),
        ...(state ? { state: state.data } : {}),
      });
      items.push(...page.items);
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    return items;
  });
  if (options.json) {
    process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    return;
  }
  if (found.length === 0) {
    process.stdout.write('No jobs yet. Try: runsurge run script.py\n');
    return;
  }
  const rows = found.map((job) => {
    const took = durationMs(job, Date.now());
    return [
      job.id,
      stateOf(job),
      job.createdAt.slice(0, 19).replace('T', ' '),
      took === undefined ? '-' : showDuration(took),
      job.name,
    ];
  });
  process.stdout.write(table(['ID', 'STATE', 'CREATED (UTC)', 'TOOK', 'NAME'], rows));
}
