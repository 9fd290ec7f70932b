// Loaded before a peer's own code: some peers listen on every address, and have no option for less.
import { Server } from 'node:net';

const { listen } = Server.prototype;
Server.prototype.listen = function listenOnLoopback(port, ...rest) {
  if (!/^\d+$/.test(String(port))) return listen.call(this, port, ...rest);
  const ready = rest.find((each) => typeof each === 'function');
  return listen.call(this, { port: Number(port), host: '127.0.0.1' }, ready);
};
