import { describe, expect, it } from 'vitest';
import { type LogOptions, makeLog } from './log.ts';

function aLog(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const to = { write: (line: string) => void lines.push(line) };
  return { lines, log: makeLog({ name: 'master', to, ...options }) };
}

describe('the log', () => {
  it('writes one line of JSON per event, from its level on', () => {
    const { lines, log } = aLog();
    log.debug('not this');
    log.info({ taskId: 't1' }, 'task leased');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      level: 'info',
      name: 'master',
      msg: 'task leased',
      taskId: 't1',
    });
  });

  it('never shows a secret, however deep', () => {
    const { lines, log } = aLog();
    log.info({ token: 'S1', request: { authorization: 'S2', body: { password: 'S3' } } }, 'x');
    log.child({ password: 'S4' }).info('x');
    expect(lines.join('')).not.toMatch(/S[1-4]/);
    expect(lines[0]).toContain('[removed]');
  });

  it('writes short lines for people', () => {
    const { lines, log } = aLog({ pretty: true, level: 'warn' });
    log.warn({ freeBytes: 10, token: 'S1' }, 'disk nearly full');
    expect(lines[0]).toMatch(
      /^\d{4}-\S+Z warn {2}master: disk nearly full \{"freeBytes":10,"token":"\[removed\]"\}\n$/,
    );
  });
});
