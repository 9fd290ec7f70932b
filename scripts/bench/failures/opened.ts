/** What was opened for a while: all of it is closed with this, the last first. */
export class Opened implements AsyncDisposable {
  readonly #all: AsyncDisposable[] = [];

  add<T extends AsyncDisposable>(one: T): T {
    this.#all.push(one);
    return one;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (let one = this.#all.pop(); one; one = this.#all.pop()) await one[Symbol.asyncDispose]();
  }
}
