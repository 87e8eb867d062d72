import type { Capture, CaptureRule, CaptureSink, CaptureSizes } from './capture.ts';
import { JsonScanner, type ScanLimits } from './json-scan.ts';
import type { ScannedJson } from './scanned-json.ts';

/** Keeps what a scanner delivers. */
export class ScanRecorder implements CaptureSink {
  readonly begun: Capture[] = [];
  readonly ended = new Map<number, CaptureSizes>();
  private readonly chunks = new Map<number, Buffer[]>();
  private open: Capture | undefined;

  begin(capture: Capture): void {
    if (this.open) throw new Error('two captures at once');
    this.open = capture;
    this.begun.push(capture);
    this.chunks.set(capture.id, []);
  }

  bytes(buffer: Buffer, start: number, end: number): void {
    if (!this.open) throw new Error('bytes outside a capture');
    this.chunks.get(this.open.id)!.push(Buffer.from(buffer.subarray(start, end)));
  }

  end(capture: Capture, sizes: CaptureSizes): void {
    if (this.open !== capture) throw new Error('end of another capture');
    this.open = undefined;
    this.ended.set(capture.id, sizes);
  }

  bytesOf(capture: Capture): Buffer {
    return Buffer.concat(this.chunks.get(capture.id)!);
  }
}

export interface Recorded extends ScanRecorder {
  readonly json: ScannedJson;
}

/**
 * Scans a text cut at the given offsets. Every chunk lies between quotes that do not belong to it, as it
 * would in a read buffer that is used again and again.
 */
export function scan(
  text: string | Buffer,
  rules: readonly CaptureRule[],
  cuts: readonly number[] = [],
  limits: ScanLimits = {},
): Recorded {
  const recorder = new ScanRecorder();
  const scanner = new JsonScanner(rules, recorder, limits);
  pushInChunks(Buffer.from(text), cuts, (buffer, start, end) => scanner.push(buffer, start, end));
  return Object.assign(recorder, { json: scanner.finish() });
}

export function pushInChunks(
  bytes: Buffer,
  cuts: readonly number[],
  push: (buffer: Buffer, start: number, end: number) => void,
): void {
  const edges = [0, ...cuts, bytes.length];
  for (const [index, from] of edges.slice(0, -1).entries()) {
    const chunk = bytes.subarray(from, edges[index + 1]);
    const shared = Buffer.concat([Buffer.from('"}'), chunk, Buffer.from('"]')]);
    push(shared, 2, 2 + chunk.length);
  }
}

/** The parsed skeleton with every capture put back, as base64 or as it was. */
export function restore(recorded: Recorded, value: unknown = recorded.json.value): unknown {
  if (typeof value === 'string') {
    return recorded.json
      .split(value)
      .map((part) => (typeof part === 'string' ? part : restoreCapture(recorded, part)))
      .join('');
  }
  if (Array.isArray(value)) return value.map((element) => restore(recorded, element));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, restore(recorded, member)]));
}

function restoreCapture(recorded: Recorded, capture: Capture): string {
  const bytes = recorded.bytesOf(capture);
  if (capture.rule.mode === 'raw') return JSON.parse(`"${bytes.toString()}"`) as string;
  return bytes.toString('base64');
}
