/** What `npm run build` gives Node: its heap may grow by so much between two collections of rubbish, which keeps memory below 500 MB. */
export const NODE_FLAGS = ['--heap-growing-percent=60'];
