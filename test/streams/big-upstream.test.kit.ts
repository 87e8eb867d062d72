import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BigPictures } from './big-pictures.test.kit.ts';

export interface BigUpstream {
  readonly url: string;
  /** Bytes of request bodies so far. */
  receivedBytes(): number;
  close(): void;
}

type Pieces = AsyncIterable<string> | Iterable<string>;

/**
 * An upstream of every contract that answers as it is asked to in the prompt: `size=24000000` bytes of picture. Neither
 * requests nor pictures are held whole. Under `/url`, OpenAI's contract answers with addresses.
 */
export async function startBigUpstream(pictures: BigPictures): Promise<BigUpstream> {
  let receivedBytes = 0;
  const tasks = new Map<string, number>();

  async function* around(sizeBytes: number, before: string, after: string): AsyncGenerator<string> {
    yield before;
    yield* pictures.base64Of(sizeBytes);
    yield after;
  }
  const newTask = (sizeBytes: number) => {
    const id = `task${tasks.size}`;
    tasks.set(id, sizeBytes);
    return id;
  };
  const urlOf = (sizeBytes: number | undefined) => `${url()}/picture/${sizeBytes}`;

  const answers: readonly (readonly [RegExp, (size: number, id: string) => Pieces])[] = [
    [/:streamGenerateContent/, (size) => around(size, `data: ${google[0]}`, `${google[1]}\n\n`)],
    [/:generateContent$/, (size) => around(size, ...google)],
    [/^\/url\/v1\/images\/generations$/, (size) => [JSON.stringify({ data: [{ url: urlOf(size) }] })]],
    [/\/v1\/images\/(generations|edits)$/, (size) => around(size, '{"data":[{"b64_json":"', '"}]}')],
    [/\/v1\/chat\/completions$/, (size) => around(size, ...chat)],
    [/\/generateTask\//, (size) => [JSON.stringify({ code: 200, data: { taskId: newTask(size) } })]],
    [
      /\/statusTask\/.*taskId=(?<id>\w+)$/,
      (_, id) => {
        const resultJson = JSON.stringify({ resultUrls: [urlOf(tasks.get(id))] });
        return [JSON.stringify({ code: 200, data: { taskId: id, state: 'success', resultJson } })];
      },
    ],
    [/\/model\/v1\/generation$/, (size) => [JSON.stringify({ id: newTask(size), status: 'in_progress' })]],
    [
      /\/generation\/task\/(?<id>\w+)$/,
      (_, id) => {
        const output = [{ content: [{ type: 'image', url: urlOf(tasks.get(id)) }] }];
        return [JSON.stringify({ id, status: 'completed', output })];
      },
    ],
  ];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.url ?? '';
    const size = await sizeIn(request, (bytes) => {
      receivedBytes += bytes;
    });
    const picture = /^\/picture\/(\d+)$/.exec(target);
    if (picture) return pipeline(await pictures.bytesOf(Number(picture[1])), response);
    for (const [path, pieces] of answers) {
      const match = path.exec(target);
      if (!match) continue;
      const type = target.includes(':stream') ? 'text/event-stream' : 'application/json';
      response.writeHead(200, { 'content-type': type });
      return pipeline(Readable.from(pieces(size, match.groups?.id ?? '')), response);
    }
    response.writeHead(404).end('{}');
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url(),
    receivedBytes: () => receivedBytes,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const google = [
  '{"candidates":[{"content":{"role":"model","parts":[{"inlineData":{"mimeType":"image/png","data":"',
  '"}}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,"totalTokenCount":3}}',
] as const;

const chat = [
  '{"choices":[{"message":{"role":"assistant","content":"Here: ![it](data:image/png;base64,',
  ')"},"finish_reason":"stop"}]}',
] as const;

/** The size a prompt asks for, found while the body passes by. */
async function sizeIn(request: IncomingMessage, count: (bytes: number) => void): Promise<number> {
  let size = 0;
  let end = '';
  for await (const piece of request) {
    const bytes = piece as Buffer;
    count(bytes.length);
    const text = end + bytes.toString('latin1');
    size ||= Number(/\bsize=(\d+)\b(?=.)/s.exec(text)?.[1] ?? 0);
    end = text.slice(-40);
  }
  return size;
}
