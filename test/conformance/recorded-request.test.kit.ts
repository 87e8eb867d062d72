import { readdirSync, readFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import path from 'node:path';
import { repositoryRoot } from '../services/repository-root.ts';

/** The folder of the recordings. */
function recordings(folder = 'app-requests'): string {
  return path.join(repositoryRoot(), 'test/conformance', folder);
}

export const recordedRequests = (): string[] =>
  readdirSync(recordings())
    .filter((file) => file.endsWith('.http'))
    .map((file) => file.slice(0, -'.http'.length));

/** What a recording leaves open. */
export interface Blanks {
  readonly key: string;
  readonly png: Buffer;
  /** Others by name: what an earlier answer said. */
  readonly [name: string]: string | Buffer;
}

export interface RawAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
}

/** Sends a recorded request to a gateway: its method, target, headers and body as they stand in the file. */
export function sendRecorded(
  origin: string,
  name: string,
  blanks: Blanks,
  folder?: string,
): Promise<RawAnswer> {
  const recorded = readFileSync(path.join(recordings(folder), `${name}.http`), 'utf8');
  const lengths = { 'png.length': String(blanks.png.length) };
  const text = Object.entries({ ...blanks, ...lengths }).reduce(
    (rest, [blank, value]) => (typeof value === 'string' ? rest.replaceAll(`{{${blank}}}`, value) : rest),
    recorded,
  );
  const [head = '', ...rest] = text.split('\n\n');
  const [line = '', ...headerLines] = head.split('\n');
  const [method = '', target = ''] = line.split(' ');
  const headers = headerLines.map((header) => {
    const colon = header.indexOf(': ');
    return [header.slice(0, colon), header.slice(colon + 2)] as const;
  });
  const isForm = headers.some(([, value]) => value.startsWith('multipart/'));
  const body = fill(isForm ? rest.join('\n\n').replaceAll('\n', '\r\n') : rest.join('\n\n'), blanks.png);
  const isChunked = headers.some(([header]) => header === 'transfer-encoding');
  return new Promise((resolve, reject) => {
    const sent = request(new URL(target, origin), { method, agent: false }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('error', reject);
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          text: Buffer.concat(pieces).toString('utf8'),
          headers: answer.headers,
        }),
      );
    });
    sent.on('error', reject);
    for (const [header, value] of headers) sent.setHeader(header, value);
    if (!isChunked && method !== 'GET') sent.setHeader('content-length', body.length);
    for (let start = 0; isChunked && start < body.length; start += 65_536) {
      sent.write(body.subarray(start, start + 65_536));
    }
    sent.end(isChunked ? undefined : body);
  });
}

function fill(text: string, png: Buffer): Buffer {
  const withBase64 = text.replaceAll('{{png.base64}}', () => png.toString('base64'));
  const pieces = withBase64.split('{{png}}').map((piece) => Buffer.from(piece));
  return Buffer.concat(pieces.flatMap((piece, index) => (index === 0 ? [piece] : [png, piece])));
}
