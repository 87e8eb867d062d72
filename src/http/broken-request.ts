import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Log } from '../lib/log.ts';
import { inertHeaders } from './inert-headers.ts';

/** How a request that no route will ever see is refused. */
interface Refused {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const malformed: Refused = { status: 400, code: 'invalid_request', message: 'The request is malformed.' };
const tooSlow: Refused = {
  status: 408,
  code: 'request_timeout',
  message: 'The request took too long to arrive.',
};

/** By the code of Node's parser. */
const refusals: Readonly<Record<string, Refused>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'headers_too_large',
    message: 'The headers of the request hold more than 16 KiB.',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    code: 'payload_too_large',
    message: 'The chunk extensions of the request are too large.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: tooSlow,
};

/**
 * Answers what Node's parser refused, with a request id and the error object that most clients read, and ends the
 * connection. The path is not known here, so there is one shape for all.
 */
export function refuseBroken(
  error: NodeJS.ErrnoException,
  socket: Socket,
  newId: () => string,
  log: Log,
): void {
  const refused = refusals[error.code ?? ''] ?? malformed;
  // The parser goes on to complain about what still arrives.
  if (ending.has(socket)) return;
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) {
    socket.destroy();
    return;
  }
  const requestId = newId();
  log.warn({ requestId, status: refused.status, code: error.code }, 'broken request');
  const { rawPacket } = error as { rawPacket?: Buffer };
  const text = answerText(refused, requestId);
  // Bytes behind the headers would be read as the next answer.
  const isHead = rawPacket?.toString('latin1', 0, 5) === 'HEAD ';
  end(socket, isHead ? text.slice(0, text.indexOf('\r\n\r\n') + 4) : text);
}

/** Ends a request whose body has stopped coming. */
export function refuseStalled(socket: Socket, requestId: string, log: Log): void {
  log.warn({ requestId, status: tooSlow.status }, 'stalled request');
  if (!socket.writable || isAnswering(socket)) socket.destroy();
  else end(socket, answerText(tooSlow, requestId));
}

const ending = new WeakSet<Socket>();

/** Destroyed at once, a connection with unread bytes is reset, and the client never sees the answer. */
function end(socket: Socket, text: string): void {
  ending.add(socket);
  socket.end(text);
  setTimeout(() => socket.destroy(), 1_000).unref();
}

/** Bytes of an answer are on their way: another would be read as part of it. */
function isAnswering(socket: Socket): boolean {
  const { _httpMessage } = socket as Socket & { _httpMessage?: { headersSent: boolean } | null };
  return _httpMessage?.headersSent === true;
}

const errorObject = ({ code, message }: Refused, requestId: string) => ({
  error: {
    message: `${message} (request id: ${requestId})`,
    type: 'invalid_request_error',
    param: null,
    code,
  },
});

function answerText(refused: Refused, requestId: string): string {
  const body = JSON.stringify(errorObject(refused, requestId));
  return [
    `HTTP/1.1 ${refused.status} ${STATUS_CODES[refused.status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    ...Object.entries(inertHeaders).map((header) => header.join(': ')),
    'connection: close',
    '',
    body,
  ].join('\r\n');
}
