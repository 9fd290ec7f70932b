import { haveSame } from '../catalog/have-same.ts';

/**
 * A function that remembers what it made last for each object, as long as the object lives, and makes it anew only where `also`
 * differs: what is made of a server that did not change is the same object in the next build, too.
 */
export function onceFor<Key extends object, Made, Also extends [unknown?]>(
  make: (key: Key, ...also: Also) => Made,
): (key: Key, ...also: Also) => Made {
  const known = new WeakMap<Key, { also: unknown; made: Made }>();
  return (key, ...also) => {
    const before = known.get(key);
    if (before && Object.is(before.also, also[0])) return before.made;
    const made = make(key, ...also);
    known.set(key, { also: also[0], made });
    return made;
  };
}

/** The same for lists of objects: what was made is remembered by the first of them, as long as all of them are the same. */
export function onceForAll<Item extends object, Made>(
  make: (items: readonly Item[]) => Made,
): (items: readonly Item[]) => Made {
  const known = new WeakMap<Item, { items: readonly Item[]; made: Made }>();
  return (items) => {
    const [first] = items;
    const before = first && known.get(first);
    if (before && haveSame(before.items, items)) return before.made;
    const made = make(items);
    if (first) known.set(first, { items, made });
    return made;
  };
}
