// Random tokens that prove who somebody is. Only their SHA-256 is ever stored: they have 256 random
// bits, so a slow hash would add nothing.
import { createHash, randomBytes } from 'node:crypto';

const apiTokenPrefix = 'rs_';

export function newRefreshToken(): string {
  return randomBytes(32).toString('base64url');
}

export function newApiToken(): string {
  return apiTokenPrefix + newRefreshToken();
}

export function isApiToken(token: string): boolean {
  return token.startsWith(apiTokenPrefix);
}

export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
