// The three functions of the Reflect metadata proposal that tsyringe, inside @peculiar/x509, asks for
// when it is loaded. Must be imported before it. reflect-metadata itself would be a further package
// of 50 KB for classes that carry no metadata at all.

const metadata = new WeakMap<object, Map<unknown, unknown>>();

const polyfill = {
  getMetadata: (key: unknown, target: object) => metadata.get(target)?.get(key),
  getOwnMetadata: (key: unknown, target: object) => metadata.get(target)?.get(key),
  defineMetadata(key: unknown, value: unknown, target: object) {
    const entries = metadata.get(target) ?? new Map();
    metadata.set(target, entries.set(key, value));
  },
};

if (!('getMetadata' in Reflect)) Object.assign(Reflect, polyfill);
