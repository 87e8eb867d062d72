import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';

/** An upstream of one picture that answers nobody until it is told to. */
export interface HeldUpstream {
  readonly url: string;
  /** Requests that wait for their answer. */
  readonly held: () => number;
  /** Resolves when so many wait. */
  until(count: number): Promise<void>;
  /** Answers the one that waits longest. */
  releaseOne(): void;
  /** Answers all that wait, and from now on each as it comes. */
  release(): void;
  close(): Promise<void>;
}

export async function startHeldUpstream(): Promise<HeldUpstream> {
  const picture = await sharp({ create: { width: 1024, height: 1024, channels: 3, background: '#2a8' } })
    .jpeg()
    .toBuffer();
  const body = JSON.stringify({
    candidates: [
      {
        content: {
          role: 'model',
          parts: [{ inlineData: { mimeType: 'image/jpeg', data: picture.toString('base64') } }],
        },
        finishReason: 'STOP',
      },
    ],
    modelVersion: 'gemini-3.1-flash-image',
  });
  const held = new Set<ServerResponse>();
  let isReleased = false;
  let onMore = () => {};
  const answer = (response: ServerResponse) =>
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      .end(body);
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      if (isReleased) answer(response);
      else held.add(response);
      onMore();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    held: () => held.size,
    until: (count) =>
      new Promise((resolve) => {
        onMore = () => {
          if (held.size >= count) resolve();
        };
        onMore();
      }),
    releaseOne() {
      for (const response of [...held].slice(0, 1)) {
        held.delete(response);
        answer(response);
      }
    },
    release() {
      isReleased = true;
      for (const response of held) answer(response);
      held.clear();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
