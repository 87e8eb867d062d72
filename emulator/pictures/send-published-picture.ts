import { once } from 'node:events';
import type { Emulation } from '../emulation.ts';
import type { Exchange } from '../http/exchange.ts';
import { sendNotFoundPage } from '../http/not-found-page.ts';

/** `GET /emulator/pictures/{name}`: the picture behind a Markdown URL. */
export async function sendPublishedPicture(exchange: Exchange, { published }: Emulation): Promise<void> {
  const { response, path } = exchange;
  const picture = published.find(path.name!);
  if (!picture) return sendNotFoundPage(exchange);
  response.writeHead(200, { 'Content-Type': picture.mimeType, 'Content-Length': picture.sizeBytes });
  for (const chunk of picture.bytes()) {
    if (response.destroyed) return;
    if (!response.write(chunk)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end();
}
