// The tasks that wait for an executor: those that were lost once first, then by stage and index. A
// binary heap, because thousands may wait and one is taken at a time.

export type Place = { readonly again: boolean; readonly stage: number; readonly index: number };

function isBefore(a: Place, b: Place): boolean {
  if (a.again !== b.again) return a.again;
  return a.stage !== b.stage ? a.stage < b.stage : a.index < b.index;
}

export class WaitingLine<T extends Place> {
  readonly #heap: T[] = [];

  push(item: T): void {
    const heap = this.#heap;
    let at = heap.push(item) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(item, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = item;
  }

  first(): T | undefined {
    return this.#heap[0];
  }

  shift(): T | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const [a, b] = [heap[left], heap[left + 1]];
      if (a === undefined) break;
      const below = b !== undefined && isBefore(b, a) ? left + 1 : left;
      const child = heap[below];
      if (child === undefined || !isBefore(child, last)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = last;
    return first;
  }
}
