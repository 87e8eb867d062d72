import { nativeExchange } from './contender.mjs';

/** The load straight against the stub: the ceiling of everything that is measured, and the zero of latencies. */
export function direct(stub) {
  return {
    name: 'direct',
    port: stub.port,
    pids: [stub.pid],
    hasLoop: false,
    archives: false,
    ...nativeExchange(),
  };
}
