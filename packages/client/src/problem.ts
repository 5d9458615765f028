// Answers of the master: JSON that fits its contract, or the problem it reports as an AppError.
import type { IncomingMessage } from 'node:http';
import { AppError, type ErrorCode, errorCodes, isErrorCode } from '@runsurge/model';
import { problem } from '@runsurge/protocol/rest';
import type { z } from 'zod';
import { connectionError } from './connection-error.ts';

export async function* bytesOf(answer: IncomingMessage): AsyncGenerator<Buffer, void, undefined> {
  try {
    for await (const chunk of answer) yield chunk;
  } catch (thrown) {
    throw connectionError(thrown, 'the pool');
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of bytesOf(answer)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A proxy in between may answer without our codes. */
function codeOfStatus(status: number): ErrorCode {
  if (status === 502 || status === 503) return 'UNAVAILABLE';
  if (status === 504) return 'TIMED_OUT';
  const found = Object.entries(errorCodes).find(([, meaning]) => meaning.http === status);
  return found && isErrorCode(found[0]) ? found[0] : 'INTERNAL';
}

async function errorOf(answer: IncomingMessage): Promise<AppError> {
  const status = answer.statusCode ?? 0;
  const parsed = problem.safeParse(parsedJson(await textOf(answer)));
  // An early refusal: the rest of the body is not sent any more.
  answer.destroy();
  if (!parsed.success) return new AppError(codeOfStatus(status), `the pool answered ${status}`);
  const { code, title, remedy, requestId } = parsed.data;
  return new AppError(isErrorCode(code) ? code : 'INTERNAL', title, {
    ...(remedy !== undefined && { remedy }),
    ...(requestId !== undefined && { cause: { requestId } }),
  });
}

/** Throws the problem when the answer is one. */
export async function checked(answer: IncomingMessage): Promise<IncomingMessage> {
  const status = answer.statusCode ?? 0;
  if (status >= 200 && status < 300) return answer;
  throw await errorOf(answer);
}

export async function jsonOf<Schema extends z.ZodType>(
  answer: IncomingMessage,
  schema: Schema,
): Promise<z.output<Schema>> {
  return bodyOf(await checked(answer), schema);
}

/** Whatever the status. */
export async function bodyOf<Schema extends z.ZodType>(
  answer: IncomingMessage,
  schema: Schema,
): Promise<z.output<Schema>> {
  const parsed = schema.safeParse(parsedJson(await textOf(answer)));
  if (parsed.success) return parsed.data;
  throw new AppError('INTERNAL', 'the pool answered something that is not in its contract', {
    cause: parsed.error,
    remedy: 'update this program: the pool may be newer',
  });
}
