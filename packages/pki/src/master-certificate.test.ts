import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aCa, aNode, clockIn, handshake, inTemporaryDir } from './fixtures.ts';
import { openMasterCertificate } from './master-certificate.ts';

const wanted = { hostnames: ['pool.example'], ips: ['10.0.0.1'], days: 30 };

describe('the certificate of the master', () => {
  it('is kept until a third of its life is left', async () => {
    const ca = await aCa();
    await inTemporaryDir(async (dir) => {
      const openIn = (days: number) =>
        openMasterCertificate(ca, dir, { ...wanted, clock: clockIn(days) });
      const first = await openIn(0);
      expect(first.isNew).toBe(true);
      expect((await stat(join(dir, 'master.pem'))).mode & 0o777).toBe(0o600);
      expect(await openIn(19)).toEqual({ ...first, isNew: false });
      const later = await openIn(21);
      expect(later.isNew).toBe(true);
      expect(later.serial).not.toBe(first.serial);
    });
  });

  it('is replaced when names are added, when the pool changed, and when the file is broken', async () => {
    const [ca, foreign] = [await aCa(), await aCa()];
    await inTemporaryDir(async (dir) => {
      const clock = clockIn(0);
      await openMasterCertificate(foreign, dir, { ...wanted, clock });
      expect((await openMasterCertificate(ca, dir, { ...wanted, clock })).isNew).toBe(true);
      const more = { ...wanted, hostnames: ['pool.example', 'pool.test'], clock };
      expect((await openMasterCertificate(ca, dir, more)).isNew).toBe(true);
      expect((await openMasterCertificate(ca, dir, { ...wanted, clock })).isNew).toBe(false);
      await writeFile(join(dir, 'master.pem'), 'hello');
      expect((await openMasterCertificate(ca, dir, { ...wanted, clock })).isNew).toBe(true);
    });
  });

  it('works in a handshake after it was read back', async () => {
    const ca = await aCa();
    await inTemporaryDir(async (dir) => {
      const options = { ...wanted, clock: clockIn(0) };
      await openMasterCertificate(ca, dir, options);
      const server = await openMasterCertificate(ca, dir, options);
      await handshake(ca, { server, client: await aNode(ca) });
    });
  });
});
