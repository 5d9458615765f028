// The private certificate authority of a pool: its key and certificate on disk, and what it signs -
// one kind of certificate for the master, one for nodes, neither usable as the other.
// The master's own certificate on disk is in master-certificate.ts.
import { createHash, X509Certificate } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type * as X509 from '@peculiar/x509';
import type { Clock } from '@runsurge/base';
import { AppError, type NodeId } from '@runsurge/model';
import { textOf, writeText } from './pem-file.ts';
import {
  type KeyPair,
  keyPairFromPem,
  lifetime,
  loadX509,
  makeKeyPair,
  privateKeyToPem,
  randomSerial,
  signing,
} from './x509.ts';

export type IssuedCertificate = {
  readonly certificatePem: string;
  /** Lower-case hexadecimal, as `verifyNodeCertificate` gives it. */
  readonly serial: string;
  readonly notAfter: Date;
};
export type IssuedIdentity = IssuedCertificate & { readonly privateKeyPem: string };

export type MasterNames = {
  readonly hostnames: readonly string[];
  readonly ips: readonly string[];
};

export type Ca = {
  readonly certificatePem: string;
  /** `sha256:` and the hash of the certificate's DER, what a worker pins. */
  readonly fingerprint: string;
  /** Always for localhost, 127.0.0.1 and ::1 too. */
  issueMaster(wanted: MasterNames & { readonly days: number }): Promise<IssuedIdentity>;
  /** BAD_INPUT for a request that was not signed by its own key. */
  signNode(wanted: {
    readonly csrPem: string;
    readonly nodeId: NodeId;
    readonly days: number;
  }): Promise<IssuedCertificate>;
};

type Deps = { readonly clock: Pick<Clock, 'now'> };

export const masterCommonName = 'runsurge-master';
export const nodeCommonNamePrefix = 'node:';
const caDays = 3650;

/** Creates the authority when the directory has none. The caller holds the directory's lock. */
export async function openCa(dir: string, { clock }: Deps): Promise<Ca> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const [keyPath, certificatePath] = [join(dir, 'ca.key'), join(dir, 'ca.crt')];
  const [keyPem, oldPem] = await Promise.all([textOf(keyPath), textOf(certificatePath)]);
  if (keyPem === undefined && oldPem !== undefined) throw keyLost(keyPath);

  const keys = keyPem === undefined ? await makeKeyPair() : await keyPairFromPem(keyPem);
  if (keyPem === undefined) await writeText(keyPath, await privateKeyToPem(keys), 0o600);
  // A key without certificate: the first start was interrupted between the two.
  const certificatePem = oldPem ?? (await makeCaCertificate(keys, clock));
  if (oldPem === undefined) await writeText(certificatePath, certificatePem, 0o644);
  return caOf(keys, certificatePem, clock);
}

function caOf(keys: KeyPair, certificatePem: string, clock: Pick<Clock, 'now'>): Ca {
  const der = new X509Certificate(certificatePem).raw;

  async function sign(
    commonName: string,
    publicKey: KeyPair['publicKey'] | X509.PublicKey,
    days: number,
    extensions: X509.Extension[],
  ): Promise<IssuedCertificate> {
    const x509 = await loadX509();
    const own = new x509.X509Certificate(certificatePem);
    const { notBefore, notAfter } = lifetime(clock, days);
    const serial = randomSerial();
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serial,
      subject: [{ CN: [commonName] }],
      issuer: own.subjectName,
      // A certificate that outlives its authority would be refused anyway, but later and less clearly.
      notBefore,
      notAfter: new Date(Math.min(notAfter.getTime(), own.notAfter.getTime())),
      publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: signing,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        await x509.AuthorityKeyIdentifierExtension.create(own),
        await x509.SubjectKeyIdentifierExtension.create(publicKey),
        ...extensions,
      ],
    });
    return {
      certificatePem: `${certificate.toString('pem')}\n`,
      serial,
      notAfter: certificate.notAfter,
    };
  }

  return {
    certificatePem,
    fingerprint: `sha256:${createHash('sha256').update(der).digest('hex')}`,
    async issueMaster({ hostnames, ips, days }) {
      const x509 = await loadX509();
      const pair = await makeKeyPair();
      const issued = await sign(masterCommonName, pair.publicKey, days, [
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([
          ...unique(['localhost', ...hostnames]).map((value) => ({ type: 'dns', value }) as const),
          ...unique(['127.0.0.1', '::1', ...ips]).map((value) => ({ type: 'ip', value }) as const),
        ]),
      ]);
      return { ...issued, privateKeyPem: await privateKeyToPem(pair) };
    },
    async signNode({ csrPem, nodeId, days }) {
      const x509 = await loadX509();
      const publicKey = await keyOfRequest(csrPem);
      return sign(nodeCommonNamePrefix + nodeId, publicKey, days, [
        // Never serverAuth: a node must not be able to pass as the master.
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
      ]);
    },
  };
}

async function makeCaCertificate(keys: KeyPair, clock: Pick<Clock, 'now'>): Promise<string> {
  const x509 = await loadX509();
  const serialNumber = randomSerial();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber,
    // Two pools have two names, so that a certificate of the wrong one is reported as such.
    name: [{ CN: [`runsurge-ca-${serialNumber.slice(0, 8)}`] }],
    ...lifetime(clock, caDays),
    keys,
    signingAlgorithm: signing,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return `${certificate.toString('pem')}\n`;
}

async function keyOfRequest(csrPem: string): Promise<X509.PublicKey> {
  const x509 = await loadX509();
  try {
    const request = new x509.Pkcs10CertificateRequest(csrPem);
    const isP256 =
      'namedCurve' in request.publicKey.algorithm &&
      request.publicKey.algorithm.namedCurve === 'P-256';
    if (isP256 && (await request.verify())) return request.publicKey;
  } catch (cause) {
    throw new AppError('BAD_INPUT', 'the certificate request cannot be read', { cause });
  }
  throw new AppError('BAD_INPUT', 'the certificate request is not signed by its own P-256 key');
}

function keyLost(path: string): AppError {
  return new AppError('WRONG_STATE', `the key of the certificate authority, ${path}, is missing`, {
    remedy: 'restore it from a backup; or delete ca.crt too, and every worker has to enrol again',
  });
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
