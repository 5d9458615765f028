// Contracts of /api/auth and /api/users: who is who, and the tokens that say so.
import { z } from 'zod';
import { timeText, uuidText } from './common.ts';

export const role = z.enum(['consumer', 'contributor', 'operator']);
export type Role = z.infer<typeof role>;

export const credentials = z.object({
  email: z.email().max(254).toLowerCase(),
  password: z.string().min(10, 'at least 10 characters').max(200),
});

/** Any password: one that is too short for a new account is simply wrong here. */
export const loginRequest = credentials.extend({ password: z.string().min(1).max(200) });

export const user = z.object({
  id: uuidText,
  email: z.string(),
  roles: z.array(role),
  createdAt: timeText,
});
export type User = z.infer<typeof user>;

/** The browser gets the same two tokens as httpOnly cookies; the body is for CLI and API. */
export const tokenPair = z.object({
  accessToken: z.string(),
  accessExpiresAt: timeText,
  refreshToken: z.string(),
  refreshExpiresAt: timeText,
  user,
});
export type TokenPair = z.infer<typeof tokenPair>;

export const refreshRequest = z.object({
  refreshToken: z
    .string()
    .max(500)
    .optional()
    .describe('left out by browsers, which send a cookie'),
});

export const session = z.object({
  id: uuidText,
  createdAt: timeText,
  lastUsedAt: timeText,
  expiresAt: timeText,
  userAgent: z.string(),
  current: z.boolean(),
});

export const apiTokenRequest = z.object({
  name: z.string().min(1).max(100),
  expiresInDays: z.int().min(1).max(3650).default(365),
});
export const apiToken = z.object({
  id: uuidText,
  name: z.string(),
  createdAt: timeText,
  expiresAt: timeText,
  lastUsedAt: timeText.nullable(),
});
export const newApiToken = apiToken.extend({
  token: z.string().describe('shown once, never again'),
});
export const passwordChange = z.object({
  oldPassword: z.string().max(200),
  newPassword: credentials.shape.password,
});

export const sessions = z.object({ items: z.array(session) });
export const apiTokens = z.object({ items: z.array(apiToken) });
export type Session = z.infer<typeof session>;
export type ApiToken = z.infer<typeof apiToken>;
export type NewApiToken = z.infer<typeof newApiToken>;
