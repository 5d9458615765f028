// The same tokens as cookies, for browsers: out of reach of scripts, never sent by other sites. A
// request that a browser makes for another site is refused before it does anything.
import type { CookieSerializeOptions } from '@fastify/cookie';
import { AppError } from '@runsurge/model';
import type { FastifyReply, FastifyRequest } from 'fastify';

export const accessCookie = 'rs_access';
export const refreshCookie = 'rs_refresh';

const shared: CookieSerializeOptions = { httpOnly: true, secure: true, sameSite: 'strict' };
const accessOptions: CookieSerializeOptions = { ...shared, path: '/api' };
const refreshOptions: CookieSerializeOptions = { ...shared, path: '/api/auth' };

export type Tokens = {
  readonly accessToken: string;
  readonly accessExpiresAt: string;
  readonly refreshToken: string;
  readonly refreshExpiresAt: string;
};

/** Every browser sends one of these with a POST; CLI and scripts send neither, and want no cookies. */
function isBrowser({ raw }: FastifyRequest): boolean {
  return raw.headers['sec-fetch-site'] !== undefined || raw.headers.origin !== undefined;
}

export function setTokenCookies(request: FastifyRequest, reply: FastifyReply, tokens: Tokens) {
  if (!isBrowser(request)) return;
  const expires = (text: string) => ({ expires: new Date(text) });
  void reply
    .setCookie(accessCookie, tokens.accessToken, {
      ...accessOptions,
      ...expires(tokens.accessExpiresAt),
    })
    .setCookie(refreshCookie, tokens.refreshToken, {
      ...refreshOptions,
      ...expires(tokens.refreshExpiresAt),
    });
}

export function clearTokenCookies(reply: FastifyReply): void {
  void reply.clearCookie(accessCookie, accessOptions).clearCookie(refreshCookie, refreshOptions);
}

/** Neither header at all counts as foreign when `mustProve`: then only a cookie speaks for the sender. */
export function refuseForeignOrigin({ raw }: FastifyRequest, mustProve: boolean): void {
  const site = raw.headers['sec-fetch-site'];
  const { origin, host } = raw.headers;
  const isOwn = site !== undefined ? site === 'same-origin' : origin === `https://${host}`;
  const isSilent = site === undefined && origin === undefined;
  if (isOwn || (isSilent && !mustProve)) return;
  throw new AppError('FORBIDDEN', 'this request comes from another website', {
    remedy: 'use the website of this pool, or send the token in the Authorization header',
  });
}
