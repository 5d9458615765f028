// What the standard library does, as data (stdlib/*.json): for each function and method what it
// returns and which effects it has. Whatever is not in the table is unknown, never harmless.
//
// An entry is one string: what comes back, then its effects.
//   int float str ... atom number      immutable, refers to nothing
//   list dict set tuple iter obj:KIND  made anew, holding what its arguments hold ([x]: holding x)
//   content / contentarg               something its first argument holds (or one of its arguments)
//   data                               made anew, deep, of builtin types
//   heavy        may be worth sending elsewhere        print       prints
//   mut:self|N   changes the receiver / argument N     store[all]  ... by putting arguments (their items) into it
//   calls:N|key  calls that argument                   ext:WHAT    reads or changes the world outside
//   nokeywords:  with one of these keywords it is unknown       most:N   with more arguments than that, too
//   gives:match  what it calls is given a match object          advance  mut: of iterators only
//   properties   may read attributes by name
// In brackets: an atom word, or pair (a tuple of held things and ints), arg (an argument itself), held, list,
//   iter, group (a pair with an iterator), sum (held things added up), liststr, dictstr, match, tupleatom
import builtins from '../stdlib/builtins.json' with { type: 'json' };
import modules from '../stdlib/modules.json' with { type: 'json' };

export type Entry = {
  readonly name: string;
  readonly returns: string;
  /** What stands in brackets after `returns`. */
  readonly element: string | null;
  readonly heavy: boolean;
  readonly prints: boolean;
  readonly advances: boolean;
  readonly mutates: readonly (number | 'self')[];
  readonly stores: 'none' | 'arguments' | 'items';
  readonly calls: readonly (number | string)[];
  readonly ext: string | null;
  readonly refusedKeywords: readonly string[];
  /** Of a type: called as `list.append(a, x)`, its first argument is the receiver. */
  readonly isMethod: boolean;
  /** What it calls is given a match object. */
  readonly givesMatch: boolean;
  /** It may read attributes by name, and so call the properties of the script's classes. */
  readonly readsProperties: boolean;
  /** With more positional arguments than that it is unknown. */
  readonly most: number | null;
};

function parseEntry(name: string, text: string, isMethod: boolean): Entry {
  const [head = '', ...flags] = text.split(' ');
  const shape = /^([^[]+)(?:\[(.+)\])?$/.exec(head);
  const after = (prefix: string) =>
    flags.filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length));
  const place = (one: string) => (/^\d+$/.test(one) ? Number(one) : one);
  return {
    name,
    returns: shape?.[1] ?? head,
    element: shape?.[2] ?? null,
    heavy: flags.includes('heavy'),
    prints: flags.includes('print'),
    advances: flags.includes('advance'),
    mutates: after('mut:').map((one) => (one === 'self' ? 'self' : Number(one))),
    stores: flags.includes('store') ? 'arguments' : flags.includes('storeall') ? 'items' : 'none',
    calls: after('calls:').map(place),
    ext: after('ext:')[0] ?? null,
    refusedKeywords: after('nokeywords:').flatMap((one) => one.split(',')),
    isMethod,
    givesMatch: flags.includes('gives:match'),
    readsProperties: flags.includes('properties'),
    most: after('most:').map(Number)[0] ?? null,
  };
}

function parseAll(
  prefix: string,
  entries: Record<string, string>,
  areMethods = false,
): Map<string, Entry> {
  return new Map(
    Object.entries(entries).map(([name, text]) => [
      name,
      parseEntry(prefix + name, text, areMethods),
    ]),
  );
}

export type Table = {
  readonly functions: ReadonlyMap<string, Entry>;
  /** Methods by type: `list` -> `append` -> entry. */
  readonly types: ReadonlyMap<string, ReadonlyMap<string, Entry>>;
  /** `math` -> `sqrt` -> entry; `=float` in `returns` for a constant. */
  readonly modules: ReadonlyMap<string, ReadonlyMap<string, Entry>>;
  /** Every type that has a method of that name. */
  readonly methodsNamed: ReadonlyMap<string, readonly { type: string; entry: Entry }[]>;
  readonly atomTypes: ReadonlySet<string>;
  readonly atomAttributes: ReadonlySet<string>;
};

function build(): Table {
  const types = new Map(
    Object.entries(builtins.types as Record<string, Record<string, string>>).map(
      ([type, methods]) => [type, parseAll(`${type}.`, methods, true)],
    ),
  );
  const methodsNamed = new Map<string, { type: string; entry: Entry }[]>();
  for (const [type, methods] of types) {
    for (const [name, entry] of methods) {
      methodsNamed.set(name, [...(methodsNamed.get(name) ?? []), { type, entry }]);
    }
  }
  return {
    functions: parseAll('', builtins.functions),
    types,
    modules: new Map(
      Object.entries(modules as Record<string, Record<string, string>>).map(([module, entries]) => [
        module,
        parseAll(`${module}.`, entries),
      ]),
    ),
    methodsNamed,
    atomTypes: new Set(builtins.atomTypes),
    atomAttributes: new Set(builtins.atomAttributes),
  };
}

export const table: Table = build();

/** dict methods work on Counter, defaultdict and OrderedDict as well. */
export const superTypes: ReadonlyMap<string, string> = new Map([
  ['counter', 'dict'],
  ['defaultdict', 'dict'],
  ['ordereddict', 'dict'],
]);

export function methodOf(type: string, name: string): Entry | undefined {
  const found = table.types.get(type)?.get(name);
  if (found) return found;
  const above = superTypes.get(type);
  return above ? methodOf(above, name) : undefined;
}
