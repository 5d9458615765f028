import {
  type BlobId,
  blobId,
  type NodeId,
  type NodeState,
  nodeMoves,
  statesOf,
  type UserId,
  uploadId,
} from '@runsurge/model';
import { describe, expect, it } from 'vitest';
import {
  aNode,
  aQueuedJob,
  at,
  aUser,
  capabilities,
  claimed,
  type Engine,
  onBothEngines,
} from '../fixtures.ts';
import { giveUpAttempt } from '../queue/give-up.ts';
import { ownedBlobs, recordBlob } from './blobs.ts';
import { findNode, getNode, insertNode, listNodes, markAllOffline, moveNode } from './nodes.ts';
import { onlineSlots } from './online-slots.ts';
import { dropStaleUploads, findUpload, openUpload, removeUpload } from './uploads.ts';

let blobs = 0;
function aBlobId(): BlobId {
  blobs += 1;
  return blobId.parse(blobs.toString(16).padStart(64, '0'))!;
}

onBothEngines((engine) => {
  describe('blobs', () => {
    it('may be named by those only who brought the bytes', async () => {
      const { db } = engine;
      const [ann, bob] = [await aUser(db), await aUser(db)];
      const [one, two] = [aBlobId(), aBlobId()];
      await recordBlob(db, one, 2 ** 40, ann, at(0));
      await recordBlob(db, two, 20, bob, at(0));
      expect(await ownedBlobs(db, ann, [one, two])).toEqual(new Map([[one, 2 ** 40]]));
      expect(await ownedBlobs(db, bob, [one])).toEqual(new Map());
      await Promise.all([1, 2, 3].map(() => recordBlob(db, one, 2 ** 40, bob, at(1))));
      expect((await ownedBlobs(db, bob, [one, two])).size).toBe(2);
      expect((await ownedBlobs(db, ann, [])).size).toBe(0);
    });

    it.each(['uploading', 'discarded'])(
      'that were %s are there again when their bytes come',
      async (state) => {
        const { db } = engine;
        const user = await aUser(db);
        const blob = aBlobId();
        await recordBlob(db, blob, 1, user, at(0));
        await db.query('update blobs set state = $2 where id = $1', [blob, state]);
        expect((await ownedBlobs(db, user, [blob])).size).toBe(0);
        await recordBlob(db, blob, 1, user, at(1));
        expect((await ownedBlobs(db, user, [blob])).size).toBe(1);
      },
    );
  });

  const anUpload = (user: UserId, blob: BlobId, ms = 0) => ({
    id: uploadId.create(),
    user_id: user,
    blob_id: blob,
    size_bytes: 5,
    created_at: at(ms),
  });

  describe('uploads', () => {
    it('are resumed by who starts the same again', async () => {
      const { db } = engine;
      const [ann, bob] = [await aUser(db), await aUser(db)];
      const blob = aBlobId();
      const opened = await Promise.all([1, 2, 3].map(() => openUpload(db, anUpload(ann, blob))));
      expect(new Set(opened.map(({ id }) => id)).size).toBe(1);
      const other = await openUpload(db, anUpload(bob, blob));
      expect(other.id).not.toBe(opened[0]!.id);
      const longer = await openUpload(db, { ...anUpload(ann, blob), size_bytes: 6 });
      expect(longer.id).not.toBe(opened[0]!.id);
      expect(await findUpload(db, ann, opened[0]!.id)).toEqual(opened[0]);
      expect(await findUpload(db, bob, opened[0]!.id)).toBeUndefined();
      await removeUpload(db, opened[0]!.id);
      expect(await findUpload(db, ann, opened[0]!.id)).toBeUndefined();
    });

    it('are forgotten when nobody goes on', async () => {
      const { db } = engine;
      const user = await aUser(db);
      const old = await openUpload(db, anUpload(user, aBlobId(), 100));
      const young = await openUpload(db, anUpload(user, aBlobId(), 200));
      expect(await dropStaleUploads(db, at(150))).toContain(old.id);
      expect(await findUpload(db, user, old.id)).toBeUndefined();
      expect(await findUpload(db, user, young.id)).toBeDefined();
    });
  });

  async function aNodeIn({ db }: Engine, state: NodeState): Promise<NodeId> {
    const id = await aNode(db);
    await db.query('update nodes set state = $2 where id = $1', [id, state]);
    return id;
  }

  describe('nodes', () => {
    it('move as the model says, and stay where they are when told so, except retired ones', async () => {
      const { db } = engine;
      for (const from of statesOf(nodeMoves)) {
        for (const to of statesOf(nodeMoves)) {
          const id = await aNodeIn(engine, from);
          const targets: readonly string[] = nodeMoves[from];
          const may = targets.includes(to) || (from === to && from !== 'retired');
          expect([from, to, await moveNode(db, id, to, at(9))]).toEqual([from, to, may]);
          expect((await findNode(db, id))?.state).toBe(may ? to : from);
        }
      }
    });

    it('say anew what they have when they connect', async () => {
      const { db } = engine;
      const id = await aNodeIn(engine, 'offline');
      await moveNode(db, id, 'online', at(5), { ...capabilities, slots: 9 });
      expect(await findNode(db, id)).toMatchObject({
        last_seen_at: at(5),
        capabilities: { slots: 9 },
      });
      await moveNode(db, id, 'online', at(6));
      expect(await findNode(db, id)).toMatchObject({
        last_seen_at: at(6),
        capabilities: { slots: 9 },
      });
      expect(await onlineSlots(db)).toContainEqual({ id, slots: 9 });
      await moveNode(db, id, 'draining', at(7));
      expect((await onlineSlots(db)).map((node) => node.id)).not.toContain(id);
    });

    it('are all offline when a master starts, but for the retired', async () => {
      const { db } = engine;
      const ids = await Promise.all(statesOf(nodeMoves).map((state) => aNodeIn(engine, state)));
      await markAllOffline(db);
      const states = await Promise.all(ids.map(async (id) => (await findNode(db, id))?.state));
      expect(states).toEqual(['offline', 'offline', 'offline', 'retired']);
    });

    it('come in pages, newest first, with what they did', async () => {
      const { db } = engine;
      const owner = await aUser(db);
      const ids: NodeId[] = [];
      for (let i = 0; i < 5; i += 1) ids.unshift(await aNode(db, owner));
      const seen: NodeId[] = [];
      for (let after: NodeId | null = null; ; ) {
        const page = await listNodes(db, owner, after, 2);
        if (page.length === 0) break;
        seen.push(...page.map(({ id }) => id));
        after = page.at(-1)?.id ?? null;
      }
      expect(seen).toEqual(ids);
      expect((await listNodes(db, null, null, 100)).length).toBeGreaterThan(5);
      const node = ids[0]!;
      const job = await claimed(db, await aQueuedJob(db), node);
      await giveUpAttempt(db, job.attempt, 'lost', { kind: 'node-lost', message: '' }, at(1));
      await claimed(db, job, node);
      expect(await getNode(db, owner, node)).toMatchObject({
        running: 1,
        lost: 1,
        failed: 0,
        succeeded: 0,
      });
      expect(await getNode(db, await aUser(db), node)).toBeUndefined();
      expect(await getNode(db, null, node)).toMatchObject({ id: node });
    });

    it('keep what they say even when it was cut in the middle of a character', async () => {
      const { db } = engine;
      const id = await aNodeIn(engine, 'offline');
      await moveNode(db, id, 'online', at(1), { ...capabilities, hostname: 'x\ud83d' });
      expect((await findNode(db, id))?.capabilities.hostname).toBe('x\ufffd');
    });

    it('are made once', async () => {
      const { db } = engine;
      const id = await aNode(db);
      const row = await findNode(db, id);
      await expect(insertNode(db, row!)).rejects.toThrow(/duplicate key/);
    });
  });
});
