/** What `npm run build` gives Node: it collects rubbish sooner, so it takes less memory, and hardly more time. */
export const NODE_FLAGS = ['--heap-growing-percent=25'];
