// The master's server certificate on disk, kept fresh: a new one is issued on start when less than a
// third of the old one's life is left, when the names changed, or when another authority signed it.
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '@runsurge/base';
import type { Ca, IssuedIdentity, MasterNames } from './ca.ts';
import { textOf, writeText } from './pem-file.ts';

export type MasterCertificateOptions = MasterNames & {
  readonly days: number;
  readonly clock: Pick<Clock, 'now'>;
};

/** Key and certificate share one file, so that they can never be of two generations. */
export async function openMasterCertificate(
  ca: Ca,
  dir: string,
  { clock, ...wanted }: MasterCertificateOptions,
): Promise<IssuedIdentity & { readonly isNew: boolean }> {
  const path = join(dir, 'master.pem');
  const kept = usable(await textOf(path), ca, wanted, clock.now());
  if (kept !== undefined) return { ...kept, isNew: false };
  const issued = await ca.issueMaster(wanted);
  await writeText(path, issued.privateKeyPem + issued.certificatePem, 0o600);
  return { ...issued, isNew: true };
}

function usable(
  pem: string | undefined,
  ca: Ca,
  names: MasterNames,
  nowMs: number,
): IssuedIdentity | undefined {
  const parts = pem?.match(/^(-----BEGIN PRIVATE KEY-.*?-----\n)(-----BEGIN CERT.*)$/s);
  const [, privateKeyPem, certificatePem] = parts ?? [];
  if (privateKeyPem === undefined || certificatePem === undefined) return undefined;
  const certificate = new X509Certificate(certificatePem);
  const [startMs, endMs] = [certificate.validFrom, certificate.validTo].map(Date.parse);
  const isFresh =
    endMs !== undefined &&
    startMs !== undefined &&
    nowMs >= startMs &&
    endMs - nowMs >= (endMs - startMs) / 3;
  const isOurs = certificate.verify(new X509Certificate(ca.certificatePem).publicKey);
  const hasNames =
    names.hostnames.every((name) => certificate.checkHost(name) !== undefined) &&
    names.ips.every((ip) => certificate.checkIP(ip) !== undefined);
  if (!isFresh || !isOurs || !hasNames || endMs === undefined) return undefined;
  const serial = certificate.serialNumber.toLowerCase();
  return { privateKeyPem, certificatePem, serial, notAfter: new Date(endMs) };
}
