// Asks for the code that Node puts on errors of the system, such as ENOENT.

export function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}
