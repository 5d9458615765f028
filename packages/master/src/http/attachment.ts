// The Content-Disposition header for a file that a script named: saved, never shown, under a name that
// can hurt neither the header nor the disk. Pure.

/** Control and bidi characters, quotes, and what Windows does not allow. */
const unsafe = /[\p{Cc}\p{Cf}"*/:<>?\\|]/gu;

export function attachment(path: string): string {
  const last = path.split('/').at(-1) ?? '';
  const name = last.replace(unsafe, '_').replace(/^\.+$/, '_') || 'output';
  const ascii = name.replace(/[^\x20-\x7e]|%/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, percent);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
