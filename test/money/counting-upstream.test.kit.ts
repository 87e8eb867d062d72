import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';

/** An upstream of one picture that counts how many requests it has in work. */
export interface CountingUpstream {
  readonly url: string;
  /** Requests in work now, the most at any time, and all so far. */
  readonly counts: { running: number; most: number; served: number };
  close(): Promise<void>;
}

/**
 * Answers after 20 to 80 ms, in an order of its own; the first ones when `gathered` are in work at once, so that a
 * cap of so many is reached however slow the machine is.
 */
export async function startCountingUpstream(gathered: number): Promise<CountingUpstream> {
  const picture = await sharp({
    create: { width: 1024, height: 1024, channels: 3, background: { r: 200, g: 160, b: 40 } },
  })
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
  const counts = { running: 0, most: 0, served: 0 };
  const waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    counts.running += 1;
    counts.most = Math.max(counts.most, counts.running);
    request.resume();
    const delayMs = 20 + ((counts.served * 7) % 61);
    const answer = () => {
      counts.running -= 1;
      counts.served += 1;
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
        .end(body);
    };
    waiting.push(() => setTimeout(answer, delayMs));
    if (counts.most < gathered) return;
    for (const begin of waiting.splice(0)) begin();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
