// The worker's side of enrolment: a key that never leaves its machine, and the request for a
// certificate over it. Who it is for is decided by the master, so the request names nobody.
import { keyAlgorithm, loadX509, makeKeyPair, privateKeyToPem, signing } from './x509.ts';

export type KeyAndRequest = { readonly privateKeyPem: string; readonly csrPem: string };

export async function makeKeyAndRequest(): Promise<KeyAndRequest> {
  const x509 = await loadX509();
  const keys = await makeKeyPair();
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: 'CN=runsurge-node',
    keys,
    signingAlgorithm: { ...keyAlgorithm, ...signing },
  });
  return { privateKeyPem: await privateKeyToPem(keys), csrPem: request.toString('pem') };
}
