import { BodyPlanFailure } from '../body-plan/body-plan.ts';
import { failpoint } from '../failpoint.ts';
import type { Connection } from './connection.ts';
import type { HttpBody } from './http-exchange.ts';
import type { RequestHead } from './request-head.ts';
import { bodyAtOnce, sendBody } from './send-body.ts';

export interface UploadWatcher {
  sent(): void;
  /** The body itself failed; the end of the socket is not reported here. */
  bodyFailed(cause: unknown): void;
}

/** One writing of a request. After `stop` nothing is reported any more. */
export class RequestUpload {
  isSent = false;
  private isStopped = false;
  /** Only bodies that take more than one write need it. */
  private stopper: AbortController | undefined;
  private readonly watcher: UploadWatcher;

  constructor(watcher: UploadWatcher) {
    this.watcher = watcher;
  }

  start(connection: Connection, head: RequestHead, body: HttpBody | undefined): void {
    const { socket } = connection;
    const atOnce = bodyAtOnce(body, head.bodyBytes);
    socket.cork();
    socket.write(head.text, 'latin1');
    if (atOnce && atOnce.byteLength > 0) socket.write(atOnce);
    socket.uncork();
    if (atOnce) {
      this.end();
      return;
    }
    this.stopper = new AbortController();
    sendBody(body!, socket, this.stopper.signal).then(this.end, this.failed);
  }

  stop(): void {
    this.isStopped = true;
    // Making the reason takes longer than the rest of a small exchange.
    if (!this.isSent) this.stopper?.abort();
  }

  private readonly end = (): void => {
    if (this.isStopped) return;
    this.isSent = true;
    failpoint('request-sent');
    this.watcher.sent();
  };

  private readonly failed = (cause: unknown): void => {
    const isClosed = cause instanceof BodyPlanFailure && cause.code === 'target_closed';
    if (!isClosed && !this.isStopped) this.watcher.bodyFailed(cause);
  };
}
