import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP relay to a server that fails on request; one fault at a time, until `heal`. */
export interface FaultProxy {
  readonly port: number;
  /** The bytes that hold `text` do not reach the server; the connection is reset. Once. */
  cutBefore(text: string): void;
  /** They do reach it (at once or later), the answer is swallowed and the connection is reset. Once. */
  cutAfter(text: string, options?: { thenRefuse?: boolean; deliverAfterMs?: number }): void;
  /** They do reach it; from then on that connection says nothing in either direction and stays open. Once. */
  silenceAfter(text: string): void;
  /** The bytes that hold `text` do not reach the server, nor that the client is done; connections stay open. All. */
  holdBack(text: string): void;
  /** Resets a connection once it has sent so many bytes to the server, which is cut off too. Every one. */
  cutAfterBytes(count: number): void;
  /** Resets every connection, old and new. */
  refuse(): void;
  /** Takes nothing from any client until `heal`; connections stay open. */
  stall(): void;
  heal(): void;
  /** How often the present fault has struck. */
  cuts(): number;
  close(): Promise<void>;
}

type Fault =
  | { kind: 'none' | 'refuse' | 'stall' }
  | { kind: 'silence' | 'hold'; text: string }
  | { kind: 'before' | 'after'; text: string; thenRefuse: boolean; deliverAfterMs: number }
  | { kind: 'bytes'; count: number };

export async function openFaultProxy(host: string, port: number): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  const clients = new Set<Socket>();
  let fault: Fault = { kind: 'none' };
  let struck = 0;
  const set = (next: Fault) => {
    fault = next;
    struck = 0;
  };
  const strike = (...ends: Socket[]) => {
    struck += 1;
    if (fault.kind === 'before' || fault.kind === 'after')
      fault = { kind: fault.thenRefuse ? 'refuse' : 'none' };
    for (const end of ends) end.resetAndDestroy();
  };

  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (fault.kind === 'refuse') return void client.resetAndDestroy();
    const upstream = connect(port, host);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true).on('error', () => {});
    }
    let sentBytes = 0;
    clients.add(client);
    if (fault.kind === 'stall') client.pause();
    client.on('data', (chunk) => {
      sentBytes += chunk.length;
      if (fault.kind === 'bytes' && sentBytes > fault.count) return strike(client, upstream);
      if (fault.kind === 'before' && chunk.includes(fault.text)) return strike(client, upstream);
      if (fault.kind === 'after' && chunk.includes(fault.text)) {
        const { deliverAfterMs } = fault;
        upstream.removeAllListeners('data').resume();
        client.removeAllListeners('close').on('close', () => sockets.delete(client));
        strike(client);
        // Ends only after the server has read what was written.
        setTimeout(() => upstream.end(chunk), deliverAfterMs);
        return;
      }
      if (fault.kind === 'hold' && chunk.includes(fault.text)) {
        struck += 1;
        return;
      }
      if (fault.kind === 'silence' && chunk.includes(fault.text)) {
        struck += 1;
        fault = { kind: 'none' };
        client.removeAllListeners('data').resume();
        upstream.removeAllListeners('data').resume().write(chunk);
        return;
      }
      if (!upstream.write(chunk) || fault.kind === 'stall') client.pause();
    });
    upstream
      .on('drain', () => fault.kind !== 'stall' && client.resume())
      .on('data', (chunk) => client.write(chunk));
    client.on('end', () => fault.kind !== 'hold' && client.end());
    client.on('close', () => {
      sockets.delete(client);
      clients.delete(client);
      upstream.end();
    });
    upstream.on('close', () => {
      sockets.delete(upstream);
      client.destroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');

  return {
    port: address.port,
    cutBefore: (text) => set({ kind: 'before', text, thenRefuse: false, deliverAfterMs: 0 }),
    cutAfter: (text, { thenRefuse = false, deliverAfterMs = 0 } = {}) =>
      set({ kind: 'after', text, thenRefuse, deliverAfterMs }),
    silenceAfter: (text) => set({ kind: 'silence', text }),
    holdBack: (text) => set({ kind: 'hold', text }),
    cutAfterBytes: (count) => set({ kind: 'bytes', count }),
    refuse() {
      set({ kind: 'refuse' });
      for (const socket of sockets) socket.resetAndDestroy();
    },
    stall() {
      set({ kind: 'stall' });
      for (const client of clients) client.pause();
    },
    heal() {
      set({ kind: 'none' });
      for (const client of clients) client.resume();
    },
    cuts: () => struck,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
