import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { startChild } from './child-process.ts';
import { type ChildAnswer, type Conversion, ConversionFailure, type Converted } from './conversion.ts';

export { type Conversion, ConversionFailure, type Converted } from './conversion.ts';

export interface Converter {
  /** Rejects with ConversionFailure; at once where the queue is full. */
  convert(job: Conversion): Promise<Converted>;
  /** Process id of the child while one runs; for metrics. */
  readonly childPid: number | undefined;
  /** Fails what waits, ends the child. */
  close(): Promise<void>;
}

export interface ConverterOptions {
  /** Pictures that may wait behind the one in work. */
  readonly maxWaiting?: number;
  /** Longest a picture may take before the child is killed. */
  readonly jobTimeoutMs?: number;
  /** A child without work ends after this time; the next job starts a new one. */
  readonly idleMs?: number;
  /** Cap on the child's private memory (Linux). */
  readonly memoryBytes?: number;
}

interface QueuedJob {
  readonly job: Conversion;
  readonly resolve: (converted: Converted) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Writes pictures in another format, one at a time, in a process of its own: a decoder that crashes
 * or swells takes one picture with it and nothing else. The process starts with the first job and
 * does not keep the gateway alive while it idles.
 */
export function createConverter(options: ConverterOptions = {}): Converter {
  return new ChildConverter(options);
}

class ChildConverter implements Converter {
  private readonly maxWaiting: number;
  private readonly jobTimeoutMs: number;
  private readonly idleMs: number;
  private readonly memoryBytes: number;
  private readonly waiting: QueuedJob[] = [];
  private child: ChildProcess | undefined;
  private idleTimer: NodeJS.Timeout | undefined;
  private working = false;
  private closed = false;

  constructor(options: ConverterOptions) {
    this.maxWaiting = options.maxWaiting ?? 16;
    this.jobTimeoutMs = options.jobTimeoutMs ?? 30_000;
    this.idleMs = options.idleMs ?? 30_000;
    this.memoryBytes = options.memoryBytes ?? 1024 * 1024 * 1024;
  }

  get childPid(): number | undefined {
    return this.child?.pid;
  }

  convert(job: Conversion): Promise<Converted> {
    if (this.closed) return Promise.reject(closedFailure());
    if (this.waiting.length >= this.maxWaiting) {
      return Promise.reject(new ConversionFailure('busy', `${this.waiting.length} pictures are waiting`));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ job, resolve, reject });
      if (!this.working) void this.workOff();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.idleTimer);
    for (const { reject } of this.waiting.splice(0)) {
      reject(closedFailure());
    }
    await this.endChild();
  }

  private async workOff(): Promise<void> {
    this.working = true;
    clearTimeout(this.idleTimer);
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      try {
        next.resolve(await this.perform(next.job));
      } catch (error) {
        await rm(next.job.target, { force: true }).catch(() => undefined);
        next.reject(error as Error);
      }
    }
    this.working = false;
    this.child?.unref();
    this.child?.channel?.unref();
    this.idleTimer = setTimeout(() => void this.endChild(), this.idleMs).unref();
  }

  private async perform(job: Conversion): Promise<Converted> {
    const child = this.liveChild();
    const { answer, timedOut } = await this.ask(child, job);
    if (answer && 'converted' in answer) return answer.converted;
    if (answer) throw new ConversionFailure(answer.code, answer.message);
    // Without an answer the child is dead or about to be.
    await this.endChild();
    if (this.closed) throw closedFailure();
    if (timedOut) throw new ConversionFailure('timeout', `longer than ${this.jobTimeoutMs} ms`);
    throw new ConversionFailure('failed', `the child ended with ${child.signalCode ?? child.exitCode}`);
  }

  private ask(child: ChildProcess, job: Conversion): Promise<{ answer?: ChildAnswer; timedOut: boolean }> {
    return new Promise((resolve) => {
      const settle = (outcome: { answer?: ChildAnswer; timedOut: boolean }): void => {
        clearTimeout(timer);
        child.off('message', onMessage);
        child.off('exit', onEnd);
        child.off('error', onEnd);
        resolve(outcome);
      };
      const onMessage = (answer: unknown): void => settle({ answer: answer as ChildAnswer, timedOut: false });
      const onEnd = (): void => settle({ timedOut: false });
      const timer = setTimeout(() => settle({ timedOut: true }), this.jobTimeoutMs);
      child.on('message', onMessage);
      child.on('exit', onEnd);
      child.on('error', onEnd);
      child.send(job, (error) => error && onEnd());
    });
  }

  private liveChild(): ChildProcess {
    const { child } = this;
    if (child?.connected) {
      child.ref();
      child.channel?.ref();
      return child;
    }
    this.child = startChild(this.memoryBytes);
    // Also when it dies between two jobs; the next job finds it disconnected and starts another.
    this.child.on('error', () => undefined);
    return this.child;
  }

  private async endChild(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child || child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    // An idle child is unreferenced; whoever waits for its end must see it.
    child.ref();
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

const closedFailure = (): ConversionFailure => new ConversionFailure('closed', 'the converter was closed');
