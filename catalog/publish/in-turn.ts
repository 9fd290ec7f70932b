const turns = new Map<string, Promise<unknown>>();

/** Lets acts with one key wait for each other, within this process, whether those before succeed or not. */
export function inTurn<T>(key: string, act: () => Promise<T>): Promise<T> {
  const turn = (turns.get(key) ?? Promise.resolve()).then(act, act);
  turns.set(key, turn);
  const leave = () => {
    if (turns.get(key) === turn) turns.delete(key);
  };
  turn.then(leave, leave);
  return turn;
}
