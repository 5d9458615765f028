// Orders on their way to workers: what is said to one attempt within a turn of the loop goes in one
// message, because a message costs more than what is in it.
import type { AttemptId } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import type { NodeSession } from '../sessions.ts';

export type Order = NonNullable<grpc.StageOrder['kind']>;
export type Address = { readonly session: NodeSession; readonly attempt: AttemptId };
export type Post = { send(to: Address, order: Order): void };

/** Workers take messages of 4 MiB; one content adds at most 256 KiB to this. */
const fullBytes = 1 << 20;

type Bag = { readonly to: Address; orders: grpc.StageOrder[]; bytes: number };

function inlineBytes(order: Order): number {
  return 'content' in order.value ? (order.value.content?.inline.length ?? 0) : 0;
}

export function makePost(): Post {
  const bags = new Map<AttemptId, Bag>();

  function empty({ to, orders }: Bag): void {
    const value = { attemptId: to.attempt, orders };
    if (orders.length > 0) to.session.send({ kind: { $case: 'stageOrders', value } });
  }

  function emptyAll(): void {
    for (const bag of bags.values()) empty(bag);
    bags.clear();
  }

  return {
    send(to, order) {
      if (bags.size === 0) setImmediate(emptyAll);
      const bag = bags.get(to.attempt) ?? { to, orders: [], bytes: 0 };
      bags.set(to.attempt, bag);
      bag.orders.push({ kind: order });
      bag.bytes += inlineBytes(order);
      if (bag.bytes < fullBytes) return;
      empty(bag);
      bag.orders = [];
      bag.bytes = 0;
    },
  };
}
