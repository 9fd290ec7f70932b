/** What `npm run discover` gives Node: it collects rubbish sooner, so it takes less memory, and hardly more time. */
export const NODE_FLAGS = ['--initial-heap-size=60', '--max-semi-space-size=4'];
