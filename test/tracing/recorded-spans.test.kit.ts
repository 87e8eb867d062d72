import { createRequire } from 'node:module';
import path from 'node:path';
import type { Attributes, ContextManager, Link, SpanContext, TracerProvider } from '@opentelemetry/api';
import { repositoryRoot } from '../services/repository-root.ts';

/** A span as the SDK hands it to its processors when it has ended. */
export interface EndedSpan {
  readonly name: string;
  /** 0 internal, 1 server, 2 client, 4 consumer. */
  readonly kind: number;
  readonly attributes: Attributes;
  /** 0 unset, 2 error. */
  readonly status: { readonly code: number; readonly message?: string };
  readonly events: readonly unknown[];
  readonly links: readonly Link[];
  readonly parentSpanContext?: SpanContext;
  spanContext(): SpanContext;
}

interface Sdk {
  readonly api: typeof import('@opentelemetry/api');
  readonly base: { BasicTracerProvider: new (options: object) => TracerProvider };
  readonly hooks: { AsyncLocalStorageContextManager: new () => ContextManager };
}

export interface RecordedSpans {
  readonly ended: EndedSpan[];
  /** Resolves once the spans that have ended make it so. */
  until(isReady: () => boolean): Promise<void>;
  /** Of a trace, once as many have ended. */
  ofTrace(traceId: string, count: number): Promise<EndedSpan[]>;
  /** Has the SDK's context manager follow asynchronous work from now on. */
  followContext(): void;
  /** How often the SDK was told to send what it holds. */
  flushes(): number;
  /** What it holds is not sent until the result is called: the SDK itself gives up after 30 s, and keeps the process so long. */
  hangFlushes(): () => void;
  /** Unregisters the SDK. */
  stop(): void;
}

const longestMs = 60_000;

/** Registers OpenTelemetry's SDK in this process as a file loaded with `--import` would, with its own copy of the API. */
export function recordSpans(): RecordedSpans {
  const { api, base, hooks } = loadSdk();
  const ended: EndedSpan[] = [];
  const waiting = new Set<() => void>();
  let flushes = 0;
  let flushed = Promise.resolve();
  const processor = {
    onStart: () => undefined,
    onEnd(span: EndedSpan) {
      ended.push(span);
      for (const look of waiting) look();
    },
    forceFlush() {
      flushes += 1;
      return flushed;
    },
    shutdown: async () => undefined,
  };
  api.trace.setGlobalTracerProvider(new base.BasicTracerProvider({ spanProcessors: [processor] }));
  const until = (isReady: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const names = () => ended.map(({ name }) => name).join(', ');
      const late = setTimeout(() => reject(new Error(`after a minute only ${names()}`)), longestMs);
      const look = () => {
        if (!isReady()) return;
        waiting.delete(look);
        clearTimeout(late);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return {
    ended,
    until,
    async ofTrace(traceId, count) {
      const spans = () => ended.filter((span) => span.spanContext().traceId === traceId);
      await until(() => spans().length >= count);
      return spans();
    },
    followContext: () =>
      void api.context.setGlobalContextManager(new hooks.AsyncLocalStorageContextManager().enable()),
    flushes: () => flushes,
    hangFlushes() {
      let release = () => {};
      flushed = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    stop() {
      api.trace.disable();
      api.context.disable();
    },
  };
}

function loadSdk(): Sdk {
  const folder = path.join(repositoryRoot(), 'test/tracing');
  const load = createRequire(path.join(folder, 'package.json'));
  try {
    return {
      api: load('@opentelemetry/api'),
      base: load('@opentelemetry/sdk-trace-base'),
      hooks: load('@opentelemetry/context-async-hooks'),
    };
  } catch (error) {
    throw new Error(`OpenTelemetry's SDK cannot be loaded; npm ci --prefix ${folder}`, { cause: error });
  }
}
