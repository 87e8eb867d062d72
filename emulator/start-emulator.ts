import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEmulation, type Emulation, type EmulatorOptions } from './emulation.ts';
import { GoogleError } from './google-error.ts';
import type { Exchange } from './http/exchange.ts';
import { sendNotFoundPage } from './http/not-found-page.ts';
import type { RecordedRequest } from './http/request-log.ts';
import { sendError } from './http/send-json.ts';
import type { Gallery } from './pictures/gallery.ts';
import { routes } from './routes.ts';
import { serviceAccountFile } from './tokens/answer-token.ts';

export interface Emulator {
  /** `http://127.0.0.1:54321`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** The last generation requests, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** How many pictures were drawn, at most at one time, how many bytes of them are kept, and access tokens issued. */
  statistics(): ReturnType<Gallery['statistics']> & { readonly tokensIssued: number };
  /** The key file of the service account the token endpoint knows. */
  serviceAccount(): Promise<Record<string, string>>;
  /** Access tokens issued so far are no longer accepted. */
  revokeTokens(): void;
  /** Stops listening and breaks every open connection. */
  close(): Promise<void>;
}

/** Starts a local Google image API. Nothing it does leaves this machine. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulation = createEmulation(options);
  const log = options.log ?? (() => {});
  const server = createServer((request, response) => {
    handle(request, response, emulation).catch((error: unknown) => fail(response, error, log));
  });
  // Slow uploads and slow answers are what the emulator is for.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 75_000;
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    url,
    port,
    requests: emulation.log.entries,
    statistics: () => ({ ...emulation.gallery.statistics(), tokensIssued: emulation.tokens.issued }),
    serviceAccount: () => serviceAccountFile(emulation.tokens, url),
    revokeTokens: () => emulation.tokens.revokeAll(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  emulation: Emulation,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://emulator');
  // Clients learn from it how far their clock is off.
  response.setHeader('Date', new Date(emulation.now()).toUTCString());
  const pathname = decode(url.pathname);
  for (const route of routes) {
    if (route.method !== request.method) continue;
    const match = route.path.exec(pathname);
    if (!match) continue;
    const { profile = 'gemini' } = route;
    const exchange: Exchange = { request, response, url, path: match.groups ?? {}, profile };
    try {
      return await route.answer(exchange, emulation);
    } catch (error) {
      if (!(error instanceof GoogleError) || response.headersSent) throw error;
      return await sendError(response, error);
    }
  }
  await sendNotFoundPage({ request, response, url, path: {}, profile: 'gemini' });
}

function decode(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

function fail(response: ServerResponse, error: unknown, log: (line: string) => void): void {
  // A client that hangs up while it sends is no failure of the emulator.
  if ((error as NodeJS.ErrnoException)?.code === 'ECONNRESET') return;
  log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  if (response.headersSent) response.destroy();
  else {
    sendError(response, new GoogleError(500, 'INTERNAL', 'Internal error encountered.')).catch(() => {
      response.destroy();
    });
  }
}
