import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aUser, password, type TestMaster, testMaster } from './fixtures.ts';

let master: TestMaster;
beforeAll(async () => {
  master = await testMaster();
});
afterAll(() => master.close());

const minute = 60_000;
const ask = (...args: Parameters<TestMaster['ask']>) => master.ask(...args);
const me = (token: string) => ask('GET', '/api/users/me', { token });
const browser = { 'sec-fetch-site': 'same-origin' };

describe('accounts', () => {
  it('makes the first account an operator and no other', async () => {
    const first = await me((await aUser(master)).token);
    const second = await me((await aUser(master)).token);
    expect(first.json.roles).toEqual(['consumer', 'contributor', 'operator']);
    expect(second.json.roles).toEqual(['consumer', 'contributor']);
  });

  it('takes an address once, whatever its case', async () => {
    const { email } = await aUser(master);
    const again = await ask('POST', '/api/auth/register', {
      json: { email: email.toUpperCase(), password },
    });
    expect(again.status).toBe(409);
    expect(again.json).toMatchObject({ code: 'CONFLICT', remedy: expect.any(String) });
  });

  it('refuses registrations when the pool is closed, unless it is the first or by an operator', async () => {
    const closed = await testMaster({ registration: 'closed' });
    try {
      const register = (email: string, token?: string) =>
        closed.ask('POST', '/api/auth/register', {
          json: { email, password },
          ...(token ? { token } : {}),
        });
      const first = await register('a@example.org');
      expect([first.status, first.json.user.roles]).toEqual([
        201,
        ['consumer', 'contributor', 'operator'],
      ]);
      const { status, json: problem } = await register('b@example.org');
      expect(status).toBe(403);
      expect(problem).toMatchObject({
        code: 'FORBIDDEN',
        remedy: expect.stringMatching(/operator/),
      });
      expect((await register('c@example.org', first.json.accessToken)).status).toBe(201);
    } finally {
      await closed.close();
    }
  });

  it('changes a password, which ends the other sessions', async () => {
    const { email, token } = await aUser(master);
    const other = await ask('POST', '/api/auth/login', { json: { email, password } });
    const change = (oldPassword: string) =>
      ask('POST', '/api/users/me/password', {
        token,
        json: { oldPassword, newPassword: 'another password' },
      });
    expect((await change('wrong password')).status).toBe(403);
    expect((await change(password)).status).toBe(200);
    expect((await me(token)).status).toBe(200);
    expect((await me(other.json.accessToken)).status).toBe(401);
    expect((await ask('POST', '/api/auth/login', { json: { email, password } })).status).toBe(401);
  });
});

describe('login', () => {
  it('does not tell an unknown address from a wrong password, by text or time', async () => {
    const { email } = await aUser(master);
    const timed = async (address: string) => {
      const startMs = performance.now();
      const json = { email: address, password: 'not this one' };
      const answer = await ask('POST', '/api/auth/login', { json });
      return { ms: performance.now() - startMs, answer };
    };
    const known = await timed(email);
    const unknown = await timed('nobody@example.org');
    expect(unknown.answer.status).toBe(401);
    const { requestId: _known, ...knownProblem } = known.answer.json;
    const { requestId: _unknown, ...unknownProblem } = unknown.answer.json;
    expect(unknownProblem).toEqual(knownProblem);
    // The hash alone takes several milliseconds; a lookup that fails takes less than one.
    expect(unknown.ms).toBeGreaterThan(4);
  });

  it('stops guessing at one account with 429 and Retry-After, for a while', async () => {
    const { email } = await aUser(master);
    const guess = (text: string) =>
      ask('POST', '/api/auth/login', { json: { email, password: text } });
    for (let i = 0; i < 6; i += 1) expect((await guess('wrong')).status).toBe(401);
    const refused = await guess(password);
    expect(refused.status).toBe(429);
    expect(refused.json.code).toBe('TOO_MANY_REQUESTS');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    master.clock.shift(16 * minute);
    expect((await guess(password)).status).toBe(200);
  });

  it('keeps the signing key to itself', async () => {
    const file = join(master.deps.config.dataDir, 'keys', 'access-tokens.key');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
});

describe('sessions', () => {
  const register = async (headers: Record<string, string> = {}) => {
    const email = `${Math.random()}@example.org`;
    return ask('POST', '/api/auth/register', { json: { email, password }, headers });
  };
  const refresh = (refreshToken: string) =>
    ask('POST', '/api/auth/refresh', { json: { refreshToken } });

  it('expires access tokens after 15 minutes and renews them by refreshing', async () => {
    const { json } = await register();
    master.clock.shift(16 * minute);
    const late = await me(json.accessToken);
    expect(late.status).toBe(401);
    expect(late.json.code).toBe('TOKEN_EXPIRED');
    const renewed = await refresh(json.refreshToken);
    expect(renewed.status).toBe(200);
    expect((await me(renewed.json.accessToken)).status).toBe(200);
  });

  it('ends the session when a refresh token is used twice', async () => {
    const { json } = await register();
    const renewed = await refresh(json.refreshToken);
    expect((await refresh(json.refreshToken)).status).toBe(401);
    expect((await refresh(renewed.json.refreshToken)).status).toBe(401);
    expect((await me(renewed.json.accessToken)).status).toBe(401);
  });

  it('is out at once after a logout', async () => {
    const { json } = await register();
    expect((await ask('POST', '/api/auth/logout', { token: json.accessToken })).status).toBe(200);
    expect((await me(json.accessToken)).status).toBe(401);
    expect((await refresh(json.refreshToken)).status).toBe(401);
  });

  it('lists and ends sessions, but not those of others', async () => {
    const mine = (await register()).json;
    const others = (await register()).json;
    const list = await ask('GET', '/api/auth/sessions', { token: mine.accessToken });
    expect(list.json.items).toMatchObject([{ current: true }]);
    const path = `/api/auth/sessions/${list.json.items[0].id}`;
    expect((await ask('DELETE', path, { token: others.accessToken })).status).toBe(404);
    expect((await ask('DELETE', path, { token: mine.accessToken })).status).toBe(200);
    expect((await me(mine.accessToken)).status).toBe(401);
  });

  it('refuses tokens that it did not sign', async () => {
    const { json } = await register();
    const [head, , signature] = json.accessToken.split('.');
    const body = Buffer.from(JSON.stringify({ sub: json.user.id })).toString('base64url');
    for (const token of [`${head}.${body}.${signature}`, 'x', 'rs_x', `${json.accessToken}x`]) {
      expect((await me(token)).json.code).toBe('UNAUTHENTICATED');
    }
  });

  it('gives cookies to browsers only, and takes them from the same site only', async () => {
    expect((await register()).headers['set-cookie']).toBeUndefined();
    const { headers } = await register(browser);
    const cookies = headers['set-cookie'] ?? [];
    expect(cookies).toHaveLength(2);
    for (const cookie of cookies) expect(cookie).toMatch(/HttpOnly; Secure; SameSite=Strict/);
    expect(cookies[0]).toMatch(/^rs_access=.*Path=\/api;/);
    expect(cookies[1]).toMatch(/^rs_refresh=.*Path=\/api\/auth;/);
    const cookie = cookies.map((line) => line.split(';')[0]).join('; ');
    expect((await ask('GET', '/api/users/me', { headers: { cookie } })).status).toBe(200);
    const post = (extra: Record<string, string>) =>
      ask('POST', '/api/auth/tokens', { json: { name: 'x' }, headers: { cookie, ...extra } });
    expect((await post({})).status).toBe(403);
    expect((await post({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await post({ 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await post({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await post({ origin: master.url })).status).toBe(201);
    expect((await post(browser)).status).toBe(201);
    const foreign = { cookie, 'sec-fetch-site': 'cross-site' };
    expect((await ask('POST', '/api/auth/refresh', { json: {}, headers: foreign })).status).toBe(
      403,
    );
    const own = { cookie, ...browser };
    expect((await ask('POST', '/api/auth/refresh', { json: {}, headers: own })).status).toBe(200);
  });
});

describe('API tokens', () => {
  it('are shown once, work as bearer, and end when revoked or expired', async () => {
    const { token } = await aUser(master);
    const made = await ask('POST', '/api/auth/tokens', { token, json: { name: 'ci' } });
    expect(made.status).toBe(201);
    expect(made.json.token).toMatch(/^rs_[\w-]{43}$/);
    expect((await me(made.json.token)).status).toBe(200);
    const list = await ask('GET', '/api/auth/tokens', { token });
    expect(list.json.items).toMatchObject([{ id: made.json.id, name: 'ci' }]);
    expect(list.text).not.toContain(made.json.token);
    const stranger = await aUser(master);
    const path = `/api/auth/tokens/${made.json.id}`;
    expect((await ask('DELETE', path, { token: stranger.token })).status).toBe(404);
    expect((await ask('DELETE', path, { token })).status).toBe(200);
    expect((await me(made.json.token)).status).toBe(401);
    const short = await ask('POST', '/api/auth/tokens', {
      token,
      json: { name: 'short', expiresInDays: 1 },
    });
    master.clock.shift(25 * 60 * minute);
    expect((await me(short.json.token)).status).toBe(401);
  });
});
