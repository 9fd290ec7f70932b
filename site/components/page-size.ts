/** How many servers a page of a list holds, in the build and in the browser. */
export const PAGE_SIZE = 50;
