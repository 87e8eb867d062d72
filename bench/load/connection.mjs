import { connect } from 'node:net';
import { createChunkSkipper } from './chunk-skipper.mjs';

const readBuffer = Buffer.allocUnsafeSlow(256 * 1024);
/** Bodies up to this size are kept as text, to be checked. */
const textLimitBytes = 64 * 1024;

/**
 * One keep-alive HTTP/1.1 connection, cheap enough not to be what is measured. All connections read into one
 * buffer; of large bodies, and of those in chunks, only the length is taken.
 */
export class Connection {
  #socket;
  #waiting;
  #head = '';
  #answer;
  #left = 0;
  #chunks;

  constructor(port) {
    this.#socket = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: { buffer: readBuffer, callback: (count) => this.#take(count) },
    });
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('the connection was closed')));
  }

  /** Sends a whole request; resolves with `{ status, bodyBytes, text }` after the last byte of the answer. */
  send(request) {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close() {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #take(count) {
    let at = 0;
    if (!this.#answer) {
      const held = this.#head.length;
      this.#head += readBuffer.latin1Slice(0, Math.min(count, textLimitBytes));
      const end = this.#head.indexOf('\r\n\r\n');
      if (end < 0) return true;
      at = end + 4 - held;
      this.#begin(this.#head.slice(0, end));
      this.#head = '';
    }
    if (this.#chunks) {
      const { bytes, hasEnded } = this.#chunks.take(readBuffer, at, count);
      this.#answer.bodyBytes += bytes;
      if (hasEnded) this.#finish();
      return true;
    }
    const taken = Math.min(count - at, this.#left);
    if (this.#answer.bodyBytes <= textLimitBytes)
      this.#answer.text += readBuffer.toString('utf8', at, at + taken);
    this.#left -= taken;
    if (this.#left === 0) this.#finish();
    return true;
  }

  #begin(head) {
    const status = Number(head.slice(9, 12));
    const length = status === 304 ? ['', '0'] : /\r\ncontent-length: *(\d+)/i.exec(head);
    this.#chunks =
      !length && /\r\ntransfer-encoding: *chunked/i.test(head) ? createChunkSkipper() : undefined;
    if (!length && !this.#chunks) {
      this.#fail(new Error(`an answer without a length: ${head.slice(0, 200)}`));
      this.#socket.destroy();
    }
    this.#left = Number(length?.[1] ?? 0);
    this.#answer = { status, bodyBytes: this.#left, text: '', head };
  }

  #finish() {
    const answer = this.#answer;
    const waiting = this.#waiting;
    this.#answer = undefined;
    this.#waiting = undefined;
    this.#chunks = undefined;
    waiting?.resolve(answer);
  }

  #fail(error) {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}

/** An HTTP/1.1 request with a JSON body, as bytes. */
export function jsonRequest(path, value, headers = {}) {
  const body = JSON.stringify(value);
  const lines = Object.entries(headers).map(([name, text]) => `${name}: ${text}\r\n`);
  const length = Buffer.byteLength(body);
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${lines.join('')}content-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`,
  );
}
