import type { IncomingHttpHeaders } from 'node:http';
import { serve, type TestServer } from '../conformance/relay.test.kit.ts';

export interface RecordingUpstream extends TestServer {
  /** The headers of every request, in order; free calls to a channel that was refused are among them, and in no trace. */
  readonly seen: readonly IncomingHttpHeaders[];
  ofTrace(traceId: string): IncomingHttpHeaders[];
}

/** Stands in front of an emulator and writes down what it is sent. */
export async function recordBefore(emulatorUrl: () => string): Promise<RecordingUpstream> {
  const seen: IncomingHttpHeaders[] = [];
  const server = await serve(async (request, response, body) => {
    seen.push(request.headers);
    const answer = await fetch(emulatorUrl() + request.url, {
      method: request.method ?? 'GET',
      headers: { 'content-type': 'application/json', 'x-goog-api-key': 'a-key' },
      body,
    });
    response.writeHead(answer.status, { 'content-type': String(answer.headers.get('content-type')) });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  return {
    ...server,
    seen,
    ofTrace: (traceId) => seen.filter(({ traceparent }) => String(traceparent).includes(traceId)),
  };
}
