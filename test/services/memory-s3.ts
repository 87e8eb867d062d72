import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** As much of S3 as an archive asks for, kept in memory, whose readers can be made to wait. */
export interface MemoryS3 {
  readonly endpoint: string;
  /** While true, what is read begins and does not go on. */
  holdReads(isHeld: boolean): void;
  /** While true, every request is answered with an error of the server. */
  fail(isFailing: boolean): void;
  /** Requests about such names are taken and not answered; the next call cuts those that hang. */
  hang(isHanging: (name: string) => boolean): void;
  readonly hanging: number;
  /** What is uploaded under such names is answered with an error of the server. */
  refuse(isRefused: (name: string) => boolean): void;
  close(): Promise<void>;
}

export async function startMemoryS3(): Promise<MemoryS3> {
  process.env.AWS_ACCESS_KEY_ID ??= 'nobody';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'nothing';
  const objects = new Map<string, Buffer>();
  let isHeld = false;
  let isFailing = false;
  let isHanging = (_name: string) => false;
  const hanging = new Set<ServerResponse>();
  let isRefused = (_name: string) => false;
  const server = createServer(async (request, response) => {
    const name = new URL(request.url ?? '', 'http://s3').pathname;
    // A bucket is there without having been made.
    const isBucket = name.split('/').filter(Boolean).length < 2;
    const found = objects.get(name);
    if (isHanging(name)) {
      hanging.add(response);
      response.once('close', () => hanging.delete(response));
      request.resume();
      return;
    }
    if (isFailing || (request.method === 'PUT' && isRefused(name))) {
      request.resume();
      response.writeHead(500).end();
    } else if (request.method === 'PUT') {
      objects.set(name, await buffer(request));
      response.writeHead(200, { etag: '"1"' }).end();
    } else if (request.method === 'DELETE') {
      objects.delete(name);
      response.writeHead(204).end();
    } else if (!found) {
      response.writeHead(isBucket ? 200 : 404).end();
    } else {
      response.writeHead(200, { 'content-length': found.length });
      if (request.method === 'HEAD') response.end();
      else if (isHeld) response.write(found.subarray(0, 1));
      else response.end(found);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    holdReads(held) {
      isHeld = held;
    },
    fail(failing) {
      isFailing = failing;
    },
    hang(hangs) {
      isHanging = hangs;
      for (const response of hanging) response.destroy();
    },
    get hanging() {
      return hanging.size;
    },
    refuse(refused) {
      isRefused = refused;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
