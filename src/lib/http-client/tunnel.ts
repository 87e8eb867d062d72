import { connect, isIP, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { HttpProxy } from './proxy.ts';
import type { Origin } from './request-head.ts';

const headLimitBytes = 16 * 1024;

/** The bytes between here and an origin, through a proxy; what is written waits until the proxy has opened the way. */
export class Tunnel extends Duplex {
  private readonly socket: Socket;
  private readonly proxy: HttpProxy;
  private readonly origin: Origin;

  constructor(proxy: HttpProxy, origin: Origin) {
    super();
    this.proxy = proxy;
    this.origin = origin;
    this.socket = connect({
      host: proxy.host,
      port: proxy.port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: 30_000,
    });
    this.socket.on('error', (error) => this.destroy(error));
    this.socket.on('close', () => this.destroy());
  }

  ref(): void {
    this.socket.ref();
  }

  unref(): void {
    this.socket.unref();
  }

  /** Node waits for the way to be opened before it destroys a stream, and a silent proxy never opens it. */
  override destroy(error?: Error): this {
    this.socket.destroy();
    return super.destroy(error);
  }

  override _construct(opened: (error?: Error | null) => void): void {
    const { socket } = this;
    socket.once('connect', () => socket.write(connectRequest(this.proxy, this.origin), 'latin1'));
    let head = Buffer.alloc(0);
    const ended = () => opened(this.destroyed ? null : new Error('the proxy hung up'));
    const take = (chunk: Buffer) => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0 && head.length < headLimitBytes) return;
      socket.off('data', take);
      socket.off('close', ended);
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(head.toString('latin1', 0, 12))?.[1];
      if (end < 0 || status === undefined) return opened(new Error('the proxy gave no HTTP answer'));
      if (!status.startsWith('2')) return opened(new Error(`the proxy answered ${status}`));
      this.relay(head.subarray(end + 4));
      opened();
      this.emit('tunnelled');
    };
    socket.on('data', take);
    socket.once('close', ended);
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, written: (error?: Error | null) => void): void {
    this.socket.write(chunk, written);
  }

  override _final(ended: () => void): void {
    this.socket.end(ended);
  }

  private relay(first: Buffer): void {
    if (first.length > 0) this.push(first);
    this.socket.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) this.socket.pause();
    });
    this.socket.on('end', () => this.push(null));
  }
}

function connectRequest({ authorization }: HttpProxy, { host, port }: Origin): string {
  const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const login = authorization === undefined ? '' : `proxy-authorization: ${authorization}\r\n`;
  return `CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\n${login}\r\n`;
}
