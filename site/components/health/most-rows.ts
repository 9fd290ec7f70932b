/** Rows of a table, so that a page stays small; the rest is in the JSON and in the list. */
export const MOST_ROWS = 200;
