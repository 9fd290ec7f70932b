/** Sent to every server that is reached by HTTP: what the operator configured. */
export const OUR_HEADERS = { 'x-key': 'ours', authorization: 'Bearer ours' };
