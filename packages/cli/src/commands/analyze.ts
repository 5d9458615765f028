// `runsurge analyze`: what RunSurge finds in a script, without running it. Looks on this machine alone;
// whether a script is Python at all is for python3 itself to say.
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { describePlan, openAnalyzer } from '@runsurge/analyzer';
import { AppError } from '@runsurge/model';

const withinMs = 20_000;
const checkWithinMs = 10_000;
const compileOnly =
  'import sys; f = sys.argv[1]; compile(open(f, "rb").read(), f, "exec", dont_inherit=True)';

/** CPython's own words for a text that is not a program; null when it is one, or nobody can say. */
function syntaxError(script: string): string | null {
  const done = spawnSync('python3', ['-I', '-W', 'ignore', '-c', compileOnly, script], {
    encoding: 'utf8',
    timeout: checkWithinMs,
  });
  if (done.error || done.status === 0) return null;
  const lines = done.stderr.split('\n');
  const own = lines.findIndex((one) => one.startsWith(`  File "${script}"`));
  return own < 0 ? lines.slice(-2).join('\n').trim() : lines.slice(own).join('\n').trimEnd();
}

export async function analyze(script: string, options: { json?: boolean }): Promise<void> {
  const source = await readFile(script).catch((cause: unknown) => {
    throw new AppError('BAD_INPUT', `cannot read ${script}`, { cause });
  });
  const wrong = syntaxError(script);
  if (wrong !== null) throw new AppError('BAD_INPUT', `this is not a Python program:\n${wrong}`);
  const analyzer = openAnalyzer();
  try {
    const plan = await analyzer.analyze(source, { signal: AbortSignal.timeout(withinMs) });
    const text = options.json
      ? JSON.stringify(plan, null, 2)
      : describePlan(source.toString('utf8'), plan);
    process.stdout.write(`${text}\n`);
  } finally {
    await analyzer.close();
  }
}
