import { X509Certificate } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeId } from '@runsurge/model';
import { describe, expect, it } from 'vitest';
import { openCa } from './ca.ts';
import { aCa, aMaster, aNode, clockIn, dayMs, handshake, inTemporaryDir } from './fixtures.ts';
import { makeKeyAndRequest } from './identity.ts';
import { isMasterCertificate, verifyNodeCertificate } from './verify.ts';

describe('a certificate authority', () => {
  it('is the same when it is opened again', async () => {
    await inTemporaryDir(async (dir) => {
      const first = await openCa(dir, { clock: clockIn(0) });
      const second = await openCa(dir, { clock: clockIn(100) });
      expect(second.certificatePem).toBe(first.certificatePem);
      expect(second.fingerprint).toBe(first.fingerprint);
      expect(first.fingerprint).toMatch(/^sha256:[0-9a-f]{64}$/);
      const node = await aNode(second);
      expect(
        verifyNodeCertificate(node.certificatePem, first.certificatePem, Date.now() + 100 * dayMs),
      ).toMatchObject({ ok: true });
    });
  });

  it('keeps its key from other users', async () => {
    await inTemporaryDir(async (dir) => {
      await openCa(dir, { clock: clockIn(0) });
      expect((await stat(join(dir, 'ca.key'))).mode & 0o777).toBe(0o600);
      expect(await readFile(join(dir, 'ca.key'), 'utf8')).toContain('BEGIN PRIVATE KEY');
    });
  });

  it('finishes a first start that was interrupted, and does not replace a lost key', async () => {
    await inTemporaryDir(async (dir) => {
      const first = await openCa(dir, { clock: clockIn(0) });
      await rm(join(dir, 'ca.crt'));
      const again = await openCa(dir, { clock: clockIn(0) });
      const keyOf = (pem: string) =>
        new X509Certificate(pem).publicKey.export({ format: 'pem', type: 'spki' });
      expect(keyOf(again.certificatePem)).toBe(keyOf(first.certificatePem));
      await rm(join(dir, 'ca.key'));
      await expect(openCa(dir, { clock: clockIn(0) })).rejects.toThrow(/ca\.key, is missing/);
    });
  });

  it('issues certificates that start in the past and have serials of their own', async () => {
    const ca = await aCa();
    const [one, other] = [await aNode(ca), await aNode(ca)];
    expect(one.serial).toMatch(/^[0-9a-f]{32}$/);
    expect(one.serial).not.toBe(other.serial);
    const { validFrom } = new X509Certificate(one.certificatePem);
    expect(Date.parse(validFrom)).toBeLessThan(Date.now() - 60_000);
    expect(one.notAfter.getTime() - Date.now()).toBeGreaterThan(6.9 * dayMs);
  });

  it('names the master for its own machine and for the hosts that were asked for', async () => {
    const ca = await aCa();
    const wanted = { hostnames: ['pool.example', 'localhost'], ips: ['10.1.2.3'], days: 30 };
    const certificate = new X509Certificate((await ca.issueMaster(wanted)).certificatePem);
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.checkHost('pool.example')).toBe('pool.example');
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkIP('::1')).toBe('::1');
    expect(certificate.checkIP('10.1.2.3')).toBe('10.1.2.3');
    expect(certificate.checkHost('other.example')).toBeUndefined();
  });

  it('refuses a request that was tampered with, and one that is none', async () => {
    const ca = await aCa();
    const { csrPem } = await makeKeyAndRequest();
    const der = Buffer.from(csrPem.replace(/-----.*-----/g, ''), 'base64');
    const at = der.indexOf('runsurge-node');
    der.write('r', at + 1);
    const tampered = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
    const sign = (pem: string) => ca.signNode({ csrPem: pem, nodeId: nodeId.create(), days: 1 });
    await expect(sign(tampered)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(sign('hello')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(sign('')).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});

describe('a TLS handshake', () => {
  it('lets master and node know each other', async () => {
    const ca = await aCa();
    const [master, node] = [await aMaster(ca), await aNode(ca)];
    const seen = await handshake(ca, { server: master, client: node });
    expect(isMasterCertificate(seen.server)).toBe(true);
    expect(isMasterCertificate(seen.client)).toBe(false);
    expect(verifyNodeCertificate(seen.client.raw, ca.certificatePem, Date.now())).toEqual({
      ok: true,
      nodeId: node.id,
      serial: node.serial,
      notAfter: node.notAfter,
    });
  });

  it('fails with a node of another pool', async () => {
    const [ca, foreign] = [await aCa(), await aCa()];
    const sides = { server: await aMaster(ca), client: await aNode(foreign) };
    await expect(handshake(ca, sides)).rejects.toThrow();
  });

  it('fails with a master of another pool', async () => {
    const [ca, foreign] = [await aCa(), await aCa()];
    const sides = { server: await aMaster(foreign), client: await aNode(ca) };
    await expect(handshake(ca, sides)).rejects.toThrow();
  });

  it('fails with a node that poses as the master', async () => {
    const ca = await aCa();
    const sides = { server: await aNode(ca), client: await aNode(ca) };
    await expect(handshake(ca, sides)).rejects.toThrow(/certificate purpose/);
  });

  it('fails with a certificate that has expired', async () => {
    // The authority is young, so that only the node's own certificate is over.
    await inTemporaryDir(async (dir) => {
      const past = await openCa(dir, { clock: clockIn(-10) });
      const node = await aNode(past, { days: 7 });
      const ca = await openCa(dir, { clock: clockIn(0) });
      const sides = { server: await aMaster(ca), client: node };
      await expect(handshake(ca, sides)).rejects.toThrow();
    });
  });
});
