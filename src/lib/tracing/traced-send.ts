import type { HttpHandler, HttpRequest, PacedTransfer } from '../http-client/http-client.ts';
import type { Trace } from './trace.ts';

type Send = (request: HttpRequest, handler: HttpHandler) => PacedTransfer;

/** Tells the server its place in the trace, and the span the status of the last answer. */
export function tracedSend(trace: Trace | undefined, send: Send): Send {
  if (!trace) return send;
  return (request, handler) =>
    send(
      { ...request, headers: { ...request.headers, ...trace.headers } },
      {
        head(status, headers, rawHead) {
          trace.note({ 'http.response.status_code': status });
          handler.head(status, headers, rawHead);
        },
        data: (buffer, start, end) => handler.data(buffer, start, end),
        end: (trailers) => handler.end(trailers),
        error: (failure) => handler.error(failure),
      },
    );
}
