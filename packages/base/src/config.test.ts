import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ConfigSources, loadConfig } from './config.ts';
import { describeConfig } from './config-text.ts';
import { inTemporaryDir } from './fixtures.ts';

const schema = z.object({
  databaseUrl: z.string().optional().describe('PostgreSQL; without it, an embedded database'),
  port: z.number().int().max(65_535).default(8080).describe('TCP port of the REST API'),
  secure: z.boolean().default(true),
  roles: z.array(z.enum(['api', 'scheduler'])).default(['api']),
  name: z.string().min(1),
});

function withToml(text: string, run: (tomlFile: string) => void): Promise<void> {
  return inTemporaryDir(async (dir) => {
    const path = join(dir, 'runsurge.toml');
    await writeFile(path, text);
    run(path);
  });
}

const load = (sources: ConfigSources) => loadConfig(schema, sources);

describe('the configuration', () => {
  it('takes flags before environment before file before defaults', () =>
    withToml('[master]\nname = "file"\nport = 1\nsecure = false\n[worker]\nx = 1', (tomlFile) => {
      const config = load({
        flags: { name: 'flag', port: undefined },
        env: { RUNSURGE_NAME: 'env', RUNSURGE_PORT: '2', RUNSURGE_OTHER_ROLE: 'x', HOME: '/' },
        tomlFile,
        tomlSection: 'master',
      });
      expect(config).toEqual({ name: 'flag', port: 2, secure: false, roles: ['api'] });
      expect(Object.isFrozen(config)).toBe(true);
    }));

  it('reads numbers, booleans and lists from text', () => {
    const env = {
      RUNSURGE_NAME: '12',
      RUNSURGE_PORT: '443',
      RUNSURGE_SECURE: 'no',
      RUNSURGE_ROLES: 'api, scheduler',
      RUNSURGE_DATABASE_URL: '',
    };
    expect(load({ env })).toEqual({
      name: '12',
      port: 443,
      secure: false,
      roles: ['api', 'scheduler'],
    });
  });

  it('names everything that is wrong in one error, and where it comes from', () =>
    withToml('prot = 1\nsecure = 3', (tomlFile) => {
      const env = { RUNSURGE_PORT: 'eighty' };
      const failed = thrownBy(() => load({ flags: { naem: 'x' }, env, tomlFile }));
      expect(failed).toMatchObject({ code: 'BAD_INPUT' });
      for (const part of ['--naem', 'RUNSURGE_PORT:', `${tomlFile}: unknown key prot`]) {
        expect(String(failed)).toContain(part);
      }
      expect(String(failed)).toContain(`${tomlFile} secure:`);
      expect(String(failed)).toContain('--name or RUNSURGE_NAME:');
    }));

  it('refuses keys outside of a section, broken files and missing files', async () => {
    await withToml('name = "x"\n[master]', (tomlFile) => {
      const failed = thrownBy(() => load({ tomlFile, tomlSection: 'master' }));
      expect(String(failed)).toContain('unknown key name outside of a [section]');
    });
    await withToml('name = ', (tomlFile) => {
      expect(String(thrownBy(() => load({ tomlFile })))).toContain(`${tomlFile}: Invalid TOML`);
    });
    expect(String(thrownBy(() => load({ tomlFile: '/no/such.toml' })))).toContain('/no/such.toml');
  });

  it('describes itself', () => {
    expect(describeConfig(schema).slice(0, 3)).toEqual([
      {
        key: 'databaseUrl',
        env: 'RUNSURGE_DATABASE_URL',
        default: undefined,
        description: 'PostgreSQL; without it, an embedded database',
      },
      {
        key: 'port',
        env: 'RUNSURGE_PORT',
        default: '8080',
        description: 'TCP port of the REST API',
      },
      { key: 'secure', env: 'RUNSURGE_SECURE', default: 'true', description: '' },
    ]);
  });
});

function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (thrown) {
    return thrown;
  }
}
