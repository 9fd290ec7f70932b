/** One thing that has to be so, in words, and how it is found out: `run` throws when it is not, else says what it saw. */
export interface Check {
  name: string;
  run(): Promise<string>;
}
