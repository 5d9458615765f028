// The log of a process: JSON lines on standard error, written synchronously so that the last line
// before a crash is there. Secrets are removed by key, wherever they hang, three levels deep.
import { type DestinationStream, destination, type Logger, pino } from 'pino';

export type Log = Logger;
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** A command that runs a pool inside itself must not drown the script's own output. */
export const defaultLogLevel = { server: 'info', embedded: 'warn' } as const;

const secretKeys = ['token', 'password', 'authorization'];
const secretPaths = secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

export type LogOptions = {
  readonly name: string;
  readonly level?: LogLevel;
  /** One short line for people instead of JSON. */
  readonly pretty?: boolean;
  /** Standard error unless a test listens. */
  readonly to?: DestinationStream;
};

export function makeLog({ name, level = 'info', pretty = false, to }: LogOptions): Log {
  const out = to ?? destination({ dest: 2, sync: true });
  const options = {
    name,
    level,
    redact: { paths: secretPaths, censor: '[removed]' },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, pretty ? { write: (line) => out.write(prettyLine(line)) } : out);
}

/** `2026-01-31T12:00:00.000Z info  master: task leased {"taskId":"…"}` */
export function prettyLine(jsonLine: string): string {
  const { time, level, name, msg, pid: _pid, hostname: _host, ...rest } = JSON.parse(jsonLine);
  const fields = Object.keys(rest).length === 0 ? '' : ` ${JSON.stringify(rest)}`;
  const when = new Date(time).toISOString();
  return `${when} ${String(level).padEnd(5)} ${name}: ${msg ?? ''}${fields}\n`;
}
