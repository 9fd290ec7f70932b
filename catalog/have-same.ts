/** Whether two lists have the very same things in the same order, as `Object.is` tells them apart. */
export function haveSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((one, index) => Object.is(one, others[index]));
}
