// What Node says when a connection fails, as an AppError: UNAVAILABLE when trying again may help,
// FORBIDDEN when the other side is not the pool it claims to be.
import { AppError } from '@runsurge/model';

const certificateCodes = /^(ERR_TLS_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_SSL_)/;

export function connectionError(thrown: unknown, baseUrl: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (certificateCodes.test(code) || message === 'not the certificate of a master') {
    return new AppError('FORBIDDEN', `${baseUrl} is not the pool it was when you first met it`, {
      cause: thrown,
      remedy: 'check the address; if the pool was set up anew, log in to it again',
    });
  }
  const why = code === '' ? message : code;
  return new AppError('UNAVAILABLE', `the connection to ${baseUrl} failed (${why})`, {
    cause: thrown,
    remedy: 'check the address, and that the master is running',
  });
}

/** Nothing can have reached the master, so that even what must not be done twice may be tried again. */
export function wasNeverSent(error: AppError): boolean {
  const { cause } = error;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}
