// The door to @peculiar/x509, and what every certificate and key of RunSurge has in common (ECDSA
// P-256, random serials, a margin for clocks that are slow).
import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import type { Clock } from '@runsurge/base';

/** Loaded when something is issued, not at every start: it takes 80 ms. */
export async function loadX509() {
  await import('./reflect.ts');
  return import('@peculiar/x509');
}

export const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
export const signing = { name: 'ECDSA', hash: 'SHA-256' } as const;

export type KeyPair = webcrypto.CryptoKeyPair;

/** Certificates are valid from a little before they were made. */
const skewMs = 5 * 60_000;
const dayMs = 86_400_000;

export function makeKeyPair(): Promise<KeyPair> {
  return webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
}

export async function privateKeyToPem({ privateKey }: KeyPair): Promise<string> {
  const der = await webcrypto.subtle.exportKey('pkcs8', privateKey);
  const key = createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
  return key.export({ format: 'pem', type: 'pkcs8' }).toString();
}

export async function keyPairFromPem(pem: string): Promise<KeyPair> {
  const key = createPrivateKey(pem);
  const { kty, crv, x, y, d } = key.export({ format: 'jwk' });
  if (kty !== 'EC' || crv !== 'P-256') throw new Error('not an ECDSA P-256 key');
  const parts = { kty, crv, ...(x && { x }), ...(y && { y }) };
  const secret = { ...parts, ...(d && { d }) };
  const [privateKey, publicKey] = await Promise.all([
    webcrypto.subtle.importKey('jwk', secret, keyAlgorithm, true, ['sign']),
    webcrypto.subtle.importKey('jwk', parts, keyAlgorithm, true, ['verify']),
  ]);
  return { privateKey, publicKey };
}

/** 16 octets, positive and without leading zeros in DER, so that every tool prints the same text. */
export function randomSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

export function lifetime(
  clock: Pick<Clock, 'now'>,
  days: number,
): { notBefore: Date; notAfter: Date } {
  // Certificates know whole seconds only.
  const nowMs = Math.floor(clock.now() / 1000) * 1000;
  return { notBefore: new Date(nowMs - skewMs), notAfter: new Date(nowMs + days * dayMs) };
}
