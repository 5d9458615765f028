import { createHash } from 'node:crypto';
import { apiTokenId, sessionId, type UserId, userId } from '@runsurge/model';
import { describe, expect, it } from 'vitest';
import { at, aUser, type Engine, onBothEngines } from '../fixtures.ts';
import { insertApiToken, listApiTokens, revokeApiToken } from './api-tokens.ts';
import { callerOfApiToken, callerOfSession } from './callers.ts';
import { registerUser } from './register-user.ts';
import {
  findLiveSession,
  insertSession,
  listSessions,
  revokeSession,
  rotateSession,
} from './sessions.ts';
import { changePassword, countUsers, findUser, findUserByEmail } from './users.ts';

const hash = (text: string) => createHash('sha256').update(text).digest();

async function aSession({ db }: Engine, user: UserId, token: string) {
  const id = sessionId.create();
  const row = { id, user_id: user, user_agent: 'test', created_at: at(0), expires_at: at(100) };
  await insertSession(db, row, hash(token));
  return id;
}

async function aToken({ db }: Engine, user: UserId, token: string) {
  const id = apiTokenId.create();
  const row = { id, user_id: user, name: 'laptop', created_at: at(0), expires_at: at(1e6) };
  await insertApiToken(db, row, hash(token));
  return id;
}

onBothEngines((engine) => {
  describe('accounts', () => {
    it('make the first of all, and only that one, an operator', async () => {
      const register = (email: string) =>
        registerUser(engine.db, {
          id: userId.create(),
          email,
          password_hash: '!',
          created_at: at(0),
        });
      const made = await Promise.all(
        ['a', 'b', 'c'].map((name) => register(`${name}@example.org`)),
      );
      expect(made.filter(({ roles }) => roles.includes('operator'))).toHaveLength(1);
      expect(await countUsers(engine.db)).toBe(3);
      expect(await findUser(engine.db, made[0]!.id)).toEqual(made[0]);
    });

    it('have one address each, however it is written', async () => {
      const id = await aUser(engine.db, 'Ann@Example.org');
      expect((await findUserByEmail(engine.db, 'aNN@example.ORG'))?.id).toBe(id);
      await expect(aUser(engine.db, 'ann@example.org')).rejects.toMatchObject({ code: 'CONFLICT' });
      expect(await findUserByEmail(engine.db, 'nobody@example.org')).toBeUndefined();
    });

    it('refuse text that cannot be stored', async () => {
      await expect(aUser(engine.db, 'a\0b')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    });
  });

  describe('sessions', () => {
    it('exchange a refresh token for the next one, and live on from then', async () => {
      const { db } = engine;
      const id = await aSession(engine, await aUser(db), 'r1');
      const rotated = await rotateSession(db, hash('r1'), hash('r2'), at(50), at(150));
      expect(rotated).toMatchObject({
        kind: 'rotated',
        session: { id, last_used_at: at(50), expires_at: at(150) },
      });
      expect(await findLiveSession(db, id, at(149))).toMatchObject({ id });
      expect(await rotateSession(db, hash('r2'), hash('r3'), at(149), at(249))).toMatchObject({
        kind: 'rotated',
      });
    });

    it('end when an exchanged token comes again', async () => {
      const { db } = engine;
      const id = await aSession(engine, await aUser(db), 's1');
      await rotateSession(db, hash('s1'), hash('s2'), at(1), at(100));
      expect(await rotateSession(db, hash('s1'), hash('s3'), at(2), at(100))).toEqual({
        kind: 'reused',
      });
      expect(await findLiveSession(db, id, at(3))).toBeUndefined();
      expect(await rotateSession(db, hash('s2'), hash('s4'), at(3), at(100))).toEqual({
        kind: 'unknown',
      });
      expect(await rotateSession(db, hash('s1'), hash('s5'), at(4), at(100))).toEqual({
        kind: 'unknown',
      });
    });

    it('give one token to one of two who exchange the same at once', async () => {
      const { db } = engine;
      await aSession(engine, await aUser(db), 't1');
      const results = await Promise.all(
        ['t2', 't3'].map((next) => rotateSession(db, hash('t1'), hash(next), at(1), at(100))),
      );
      expect(results.map(({ kind }) => kind).sort()).toEqual(['reused', 'rotated']);
    });

    it('expire, and cannot be refreshed then', async () => {
      const { db } = engine;
      const user = await aUser(db);
      const id = await aSession(engine, user, 'u1');
      expect(await callerOfSession(db, id, at(99))).toMatchObject({
        id: user,
        roles: ['consumer'],
      });
      expect(await callerOfSession(db, id, at(100))).toBeUndefined();
      expect(await rotateSession(db, hash('u1'), hash('u2'), at(100), at(200))).toEqual({
        kind: 'unknown',
      });
      expect(await rotateSession(db, hash('never'), hash('u2'), at(1), at(200))).toEqual({
        kind: 'unknown',
      });
    });

    it('are listed and revoked by their owner only', async () => {
      const { db } = engine;
      const [owner, other] = [await aUser(db), await aUser(db)];
      const ids = [await aSession(engine, owner, 'v1'), await aSession(engine, owner, 'v2')];
      await rotateSession(db, hash('v1'), hash('v3'), at(5), at(100));
      expect((await listSessions(db, owner, at(6))).map(({ id }) => id)).toEqual(ids);
      expect(await revokeSession(db, other, ids[0]!, at(6))).toBe(false);
      expect(await revokeSession(db, owner, ids[0]!, at(6))).toBe(true);
      expect(await revokeSession(db, owner, ids[0]!, at(7))).toBe(false);
      expect(await listSessions(db, owner, at(7))).toMatchObject([{ id: ids[1] }]);
      expect(await listSessions(db, owner, at(100))).toEqual([]);
    });

    it('all end but one with a new password', async () => {
      const { db } = engine;
      const [owner, other] = [await aUser(db), await aUser(db)];
      const kept = await aSession(engine, owner, 'w1');
      await aSession(engine, owner, 'w2');
      const foreign = await aSession(engine, other, 'w3');
      await changePassword(db, owner, 'new', kept, at(1));
      expect((await listSessions(db, owner, at(2))).map(({ id }) => id)).toEqual([kept]);
      expect((await findUser(db, owner))?.password_hash).toBe('new');
      expect(await findLiveSession(db, foreign, at(2))).toBeDefined();
      await changePassword(db, owner, 'newer', null, at(3));
      expect(await listSessions(db, owner, at(4))).toEqual([]);
    });

    it('of a disabled account do not speak for it', async () => {
      const { db } = engine;
      const user = await aUser(db);
      const id = await aSession(engine, user, 'x1');
      await db.query('update users set disabled_at = $2 where id = $1', [user, at(1)]);
      expect(await callerOfSession(db, id, at(2))).toBeUndefined();
    });
  });

  describe('API tokens', () => {
    it('work until they expire or are revoked by their owner', async () => {
      const { db } = engine;
      const [owner, other] = [await aUser(db), await aUser(db)];
      const id = await aToken(engine, owner, 'one');
      expect(await callerOfApiToken(db, hash('one'), at(1))).toMatchObject({ id: owner });
      expect(await callerOfApiToken(db, hash('two'), at(1))).toBeUndefined();
      expect(await callerOfApiToken(db, hash('one'), at(1e6))).toBeUndefined();
      expect(await revokeApiToken(db, other, id, at(2))).toBe(false);
      expect(await revokeApiToken(db, owner, id, at(2))).toBe(true);
      expect(await revokeApiToken(db, owner, id, at(2))).toBe(false);
      expect(await callerOfApiToken(db, hash('one'), at(3))).toBeUndefined();
      expect(await listApiTokens(db, owner, at(3))).toEqual([]);
    });

    it('remember to the minute when they were used', async () => {
      const { db } = engine;
      const user = await aUser(db);
      await aToken(engine, user, 'three');
      const lastUsed = async () => (await listApiTokens(db, user, at(0)))[0]?.last_used_at;
      expect(await lastUsed()).toBeNull();
      for (const ms of [10, 60_010]) await callerOfApiToken(db, hash('three'), at(ms));
      expect(await lastUsed()).toEqual(at(10));
      await callerOfApiToken(db, hash('three'), at(60_011));
      expect(await lastUsed()).toEqual(at(60_011));
    });
  });
});
