import type { IncomingMessage } from 'node:http';
import { invalidArgument } from '../google-error.ts';

/**
 * A small body as text.
 * @throws GoogleError 400 for more than 1 MB.
 */
export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes <= 1024 * 1024) chunks.push(chunk);
  }
  if (sizeBytes > 1024 * 1024)
    throw invalidArgument('Request payload size exceeds the limit: 1048576 bytes.');
  return Buffer.concat(chunks).toString('utf8');
}
