// The laws that make the repeated passes end: joining only adds, in whatever order.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addEffects,
  anyAtom,
  type Effects,
  includes,
  join,
  joinAll,
  noEffects,
  nothing,
  type Obj,
  ofObj,
  reachable,
  sizeOfEffects,
  type Value,
} from './value.ts';

const objs: readonly Obj[] = Array.from({ length: 5 }, (_, id) => ({
  id,
  kind: 'list',
  root: null,
  cls: null,
  contents: nothing,
  attributes: new Map(),
  site: null,
}));
const someObjs = fc.subarray([...objs]);
const values: fc.Arbitrary<Value> = fc
  .record({
    atoms: fc.integer({ min: 0, max: anyAtom }),
    objs: someObjs.map((list) => new Set(list)),
    names: fc.subarray(['a', 'b', 'c']),
  })
  .map(({ atoms, objs: set, names }) => ({
    atoms,
    objs: set,
    fns: new Map(names.map((key) => [key, { kind: 'unknown', key, why: key } as const])),
  }));
const effects: fc.Arbitrary<Effects> = fc
  .record({
    reads: someObjs,
    writes: someObjs,
    names: fc.subarray(['x', 'y']),
    heavy: fc.boolean(),
  })
  .map(({ reads, writes, names, heavy }) => ({
    ...noEffects(),
    reads: new Set(reads),
    writes: new Set(writes),
    readsVariables: new Set(names),
    heavy,
  }));
const same = (a: Value, b: Value) => includes(a, b) && includes(b, a);

describe('joining values', () => {
  it('gives something that holds both, and nothing more', () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        const both = join(a, b);
        expect(includes(both, a) && includes(both, b)).toBe(true);
        if (includes(c, a) && includes(c, b)) expect(includes(c, both)).toBe(true);
      }),
    );
  });

  it('is the same in whatever order, and more than once', () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        expect(same(join(a, b), join(b, a))).toBe(true);
        expect(same(join(join(a, b), c), joinAll([c, b, a]))).toBe(true);
      }),
    );
  });

  it('gives the very same value when nothing is new: that is how passes end', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const both = join(a, b);
        expect(join(both, a)).toBe(both);
        expect(join(both, b)).toBe(both);
        expect(join(a, nothing)).toBe(a);
      }),
    );
  });

  it('changes neither side', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const before = [a.objs.size, a.fns.size, b.objs.size, b.fns.size];
        join(a, b);
        expect([a.objs.size, a.fns.size, b.objs.size, b.fns.size]).toEqual(before);
      }),
    );
  });
});

describe('adding effects', () => {
  it('only adds', () => {
    fc.assert(
      fc.property(effects, effects, (a, b) => {
        const sizes = [sizeOfEffects(a), sizeOfEffects(b)];
        addEffects(a, b);
        expect(sizeOfEffects(a)).toBeGreaterThanOrEqual(Math.max(...sizes));
        const after = sizeOfEffects(a);
        addEffects(a, b);
        expect(sizeOfEffects(a)).toBe(after);
      }),
    );
  });
});

describe('what can be reached', () => {
  it('goes through contents and attributes, and ends in a circle', () => {
    const make = (id: number): Obj => ({ ...(objs[0] as Obj), id, attributes: new Map() });
    const [a, b, c] = [make(1), make(2), make(3)];
    a.contents = ofObj(b);
    b.attributes.set('next', ofObj(c));
    c.contents = ofObj(a);
    expect(reachable(ofObj(a))).toEqual(new Set([a, b, c]));
  });
});
