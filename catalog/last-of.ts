/** A function that remembers what it made last, for who asks for the same many times in a row. */
export function lastOf<Made>(make: (key: string) => Made): (key: string) => Made {
  let last: { key: string; made: Made } | null = null;
  return (key) => {
    if (last?.key !== key) last = { key, made: make(key) };
    return last.made;
  };
}
