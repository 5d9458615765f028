import { describe, expect, it } from 'vitest';
import { aCa, aMaster, aNode, dayMs } from './fixtures.ts';
import { isMasterCertificate, verifyNodeCertificate } from './verify.ts';

describe('the certificate of a node', () => {
  it('is accepted from a little before it was made until its last day', async () => {
    const ca = await aCa();
    const { id, certificatePem } = await aNode(ca, { days: 7 });
    const at = (nowMs: number) => verifyNodeCertificate(certificatePem, ca.certificatePem, nowMs);
    expect(at(Date.now())).toMatchObject({ ok: true, nodeId: id });
    expect(at(Date.now() - 240_000)).toMatchObject({ ok: true });
    expect(at(Date.now() - 600_000)).toEqual({ ok: false, reason: 'not-yet-valid' });
    expect(at(Date.now() + 8 * dayMs)).toEqual({ ok: false, reason: 'expired' });
  });

  it('is not trusted from another pool, nor when it is no certificate', async () => {
    const [ca, foreign] = [await aCa(), await aCa()];
    const { certificatePem } = await aNode(foreign);
    const refused = { ok: false, reason: 'untrusted' };
    expect(verifyNodeCertificate(certificatePem, ca.certificatePem, Date.now())).toEqual(refused);
    expect(verifyNodeCertificate('hello', ca.certificatePem, Date.now())).toEqual(refused);
  });

  it('is not that of the master, nor that of the authority', async () => {
    const ca = await aCa();
    const { certificatePem } = await aMaster(ca);
    const notNode = { ok: false, reason: 'not-a-node' };
    expect(verifyNodeCertificate(certificatePem, ca.certificatePem, Date.now())).toEqual(notNode);
    expect(verifyNodeCertificate(ca.certificatePem, ca.certificatePem, Date.now())).toEqual(
      notNode,
    );
    expect(isMasterCertificate(certificatePem)).toBe(true);
    expect(isMasterCertificate(ca.certificatePem)).toBe(false);
    expect(isMasterCertificate((await aNode(ca)).certificatePem)).toBe(false);
    expect(isMasterCertificate({})).toBe(false);
  });
});
