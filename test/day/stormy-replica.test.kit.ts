import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Contract, type Trouble, troubled } from './trouble.test.kit.ts';

/** One generation call, as its upstream saw it. */
export interface Call {
  /** Names the client's request. */
  readonly token: string;
  /** It closed the connection without an answer. */
  readonly isDropped: boolean;
}

export interface StormyReplica {
  readonly url: string;
  /** Changed while it runs; undefined: all is well. */
  trouble: Trouble | undefined;
  readonly calls: readonly Call[];
  close(): Promise<void>;
}

export interface ReplicaOptions {
  readonly contract: Contract;
  readonly latencyMs: number;
  /** What the emulator behind it is told with every call. */
  readonly directive?: string;
}

/** An upstream that has the troubles it is told, in the words of its contract. What it does without one is the origin's work. */
export async function startStormyReplica(
  origin: string,
  { contract, latencyMs, directive = '' }: ReplicaOptions,
): Promise<StormyReplica> {
  const calls: Call[] = [];
  const state: { trouble: Trouble | undefined } = { trouble: undefined };
  let turns = 0;
  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await read(incoming);
    const isCall = /generateContent$|\/images\/generations$/.test(incoming.url ?? '');
    turns += 1;
    // A flapping upstream fails every second call.
    const trouble = state.trouble === 'flaps' && turns % 2 === 0 ? undefined : state.trouble;
    const change = trouble ? troubled(trouble, contract) : {};
    const token = /token=(r\d+)/.exec(body.toString())?.[1];
    if (isCall && token) calls.push({ token, isDropped: change.isDropped ?? false });
    if (isCall) await sleep(trouble === 'slow' ? 20 * latencyMs : latencyMs);
    if (change.isDropped) return void response.destroy();
    if (change.answer) {
      response.writeHead(change.answer.status, { 'content-type': 'application/json' });
      return void response.end(JSON.stringify(change.answer.body));
    }
    if (!isCall) return pass(origin, incoming, response, body, { headers: change.headers ?? {} });
    const headers = directive ? { 'x-emulate': directive, ...change.headers } : change.headers;
    return pass(origin, incoming, response, body, { ...change, ...(headers ? { headers } : {}) });
  }
  const server = createServer((incoming, response) => {
    answer(incoming, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    get trouble() {
      return state.trouble;
    },
    set trouble(trouble) {
      state.trouble = trouble;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Kept connections to the origin would fail in ways nobody scripted. */
const agent = new Agent({ keepAlive: false });

/** Hands a call on to the origin, and its answer back. */
function pass(
  origin: string,
  incoming: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  change: { readonly headers?: Readonly<Record<string, string>>; readonly isCut?: boolean },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { ...incoming.headers, ...change.headers };
    const options = { agent, method: incoming.method, headers };
    const outgoing = send(origin + (incoming.url ?? '/'), options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const { 'transfer-encoding': _, connection: __, ...kept } = answer.headers;
        response.writeHead(answer.statusCode ?? 502, { ...kept, 'content-length': bytes.length });
        if (change.isCut) {
          response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
        } else response.end(bytes);
        resolve();
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function read(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
