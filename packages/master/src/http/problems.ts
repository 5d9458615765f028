// Turns whatever went wrong into one problem document (RFC 9457): a stable code, a sentence, what to
// do. The cause goes to the log and nowhere else.
import { OffsetMismatch } from '@runsurge/blobs';
import { AppError, type ErrorCode } from '@runsurge/model';
import type { Problem } from '@runsurge/protocol/rest';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { Deps } from '../deps.ts';
import type { App } from './app.ts';
import { TooManyTries } from './throttle.ts';

type Field = { readonly field: string; readonly message: string };

class BadFields extends AppError {
  readonly fields: readonly Field[];
  constructor(fields: readonly Field[]) {
    const list = fields.map(({ field, message }) => `${field}: ${message}`).join('; ');
    super('BAD_INPUT', `the request is not valid: ${list}`, {
      remedy: 'correct the fields named here; /api/docs describes them',
    });
    this.fields = fields;
  }
}

const maxFieldsNamed = 20;

function fieldsOf(error: FastifyError): Field[] {
  const where = error.validationContext ?? 'body';
  return (error.validation ?? []).slice(0, maxFieldsNamed).map(({ instancePath, message }) => ({
    field: instancePath.slice(1).replaceAll('/', '.') || where,
    message: message ?? 'is not valid',
  }));
}

const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'BAD_INPUT',
  404: 'NOT_FOUND',
  408: 'TIMED_OUT',
  413: 'TOO_LARGE',
  415: 'BAD_INPUT',
  429: 'TOO_MANY_REQUESTS',
  503: 'UNAVAILABLE',
};

/** Errors of fastify itself have a status below 500 and a message that is fit for the client. */
function readable(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (hasZodFastifySchemaValidationErrors(thrown)) {
    return new BadFields(fieldsOf(thrown as FastifyError)); // the guard narrows to a part of it
  }
  if (thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number') {
    const code = codeOfStatus[thrown.statusCode];
    if (code !== undefined) return new AppError(code, thrown.message, { cause: thrown });
  }
  return AppError.from(thrown);
}

export function problemOf(error: AppError, requestId: string): Problem {
  const { http } = error.meaning;
  // What nobody foresaw may hold anything, so its message stays here too.
  const isUnforeseen = error.code === 'INTERNAL';
  return {
    type: `urn:runsurge:problem:${error.code.toLowerCase().replaceAll('_', '-')}`,
    title: isUnforeseen ? 'something went wrong inside the master' : error.message,
    status: http,
    code: error.code,
    ...(error.remedy !== undefined && { remedy: error.remedy }),
    ...(isUnforeseen && { remedy: `tell the pool's operator this request id: ${requestId}` }),
    ...(error instanceof BadFields && { fields: [...error.fields] }),
    ...(error instanceof OffsetMismatch && { offset: error.offset }),
    requestId,
  };
}

function sendProblem(reply: FastifyReply, error: AppError, requestId: string): FastifyReply {
  if (error instanceof OffsetMismatch) void reply.header('upload-offset', error.offset);
  if (error instanceof TooManyTries) void reply.header('retry-after', error.retryAfterSeconds);
  else if (error.code === 'UNAVAILABLE') void reply.header('retry-after', 1);
  if (error.meaning.http === 401) void reply.header('www-authenticate', 'Bearer');
  return reply
    .code(error.meaning.http)
    .type('application/problem+json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(problemOf(error, requestId));
}

export function useProblems(app: App, { log }: Pick<Deps, 'log'>): void {
  app.setErrorHandler((thrown, request: FastifyRequest, reply) => {
    const error = readable(thrown);
    const facts = {
      requestId: request.id,
      method: request.method,
      path: request.url,
      code: error.code,
    };
    const causes = { err: error, cause: error.cause };
    const isCut = request.raw.destroyed && !request.raw.complete;
    if (isCut) log.debug(facts, 'the client is gone');
    else if (error.code === 'INTERNAL') log.error({ ...facts, ...causes }, 'request failed');
    else if (error.meaning.http >= 500) log.warn({ ...facts, ...causes }, 'request failed');
    else log.debug(facts, 'request refused');
    return sendProblem(reply, error, request.id);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const error = new AppError('NOT_FOUND', `there is no ${request.method} ${path}`, {
      remedy: '/api/docs lists what there is',
    });
    return sendProblem(reply, error, request.id);
  });
}

/** Also for what belongs to somebody else: that it exists is their secret. */
export function notFound(what: string): AppError {
  return new AppError('NOT_FOUND', `there is no such ${what}`, {
    remedy: 'check the id, and that you are logged in as its owner',
  });
}
