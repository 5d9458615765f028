// `runsurge nodes`: the machines I lend to a pool.
import { withPool } from '../connection.ts';
import { table } from '../table.ts';
import { showBytes } from '../values.ts';

export async function nodes(options: { pool?: string; json?: boolean }): Promise<void> {
  const found = await withPool(options.pool, async (client) => (await client.nodes()).items);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    return;
  }
  if (found.length === 0) {
    process.stdout.write('No machines. Lend this one: runsurge worker --pool URL\n');
    return;
  }
  const rows = found.map((node) => [
    node.id,
    node.state,
    `${node.freeSlots}/${node.slots}`,
    showBytes(node.memoryBytes),
    node.environments.map((environment) => environment.version).join(', '),
    node.sandboxes
      .filter((sandbox) => sandbox.works)
      .map((sandbox) => sandbox.name)
      .join(', '),
    node.name,
  ]);
  const head = ['ID', 'STATE', 'FREE', 'MEMORY', 'PYTHON', 'SANDBOX', 'NAME'];
  process.stdout.write(table(head, rows));
}
