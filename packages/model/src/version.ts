/** Version of RunSurge; the same as in package.json (scripts/check-imports.mjs compares). */
export const version = '0.1.0';
