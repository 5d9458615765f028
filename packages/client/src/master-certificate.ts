// Whether a certificate is the master's and not that of a node of the same pool. The same rule as
// `isMasterCertificate` of @runsurge/pki (a test compares), which costs 100 ms to load: more than the
// rest of a command's start together.
import { X509Certificate } from 'node:crypto';

const serverAuth = '1.3.6.1.5.5.7.3.1';

export function isMasterCertificate(peer: { readonly raw?: Uint8Array } | string): boolean {
  const content = typeof peer === 'string' ? peer : peer.raw;
  if (content === undefined) return false;
  try {
    const certificate = new X509Certificate(content);
    // Node calls the extended key usage `keyUsage`, and leaves it undefined when there is none.
    const usages: readonly string[] | undefined = certificate.keyUsage;
    return (
      !certificate.ca &&
      certificate.subject === 'CN=runsurge-master' &&
      (usages?.includes(serverAuth) ?? false)
    );
  } catch {
    return false;
  }
}
