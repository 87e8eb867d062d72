import type { CaptureRule } from './capture.ts';
import type { CaptureDesk, OpenCapture } from './capture-desk.ts';
import type { Skeleton } from './skeleton.ts';
import { StringCheck } from './string-check.ts';
import type { StringReader } from './string-reader.ts';

/** Delivers a string undecoded, after checking that it is one; one too short for the rule stays where it stood. */
export class RawString implements StringReader {
  private readonly rule: CaptureRule;
  private readonly desk: CaptureDesk;
  private readonly skeleton: Skeleton;
  private readonly check = new StringCheck();
  private readonly beganAt: number;
  private capture: OpenCapture | undefined;
  private sizeBytes = 0;

  constructor(rule: CaptureRule, desk: CaptureDesk, skeleton: Skeleton) {
    this.rule = rule;
    this.desk = desk;
    this.skeleton = skeleton;
    this.beganAt = skeleton.sizeBytes;
    if (!rule.fromBytes) this.open();
  }

  push(buffer: Buffer, start: number, end: number): number {
    const at = this.check.push(buffer, start, end);
    if (at === start) return at;
    this.sizeBytes += at - start;
    if (this.capture) this.desk.take(buffer, start, at);
    else {
      this.skeleton.append(buffer, start, at);
      if (this.sizeBytes >= this.rule.fromBytes!) this.divert();
    }
    return at;
  }

  close(): void {
    this.check.close();
    const sizes = { chars: this.sizeBytes, bytes: this.sizeBytes };
    if (this.capture) this.desk.close(this.capture, sizes);
  }

  /** It is long after all: what was kept of it so far is delivered, too. */
  private divert(): void {
    const kept = this.skeleton.cut(this.beganAt);
    this.open();
    this.desk.take(kept, 0, kept.length);
  }

  private open(): void {
    this.capture = this.desk.open(this.rule, undefined);
    this.skeleton.appendAscii(this.capture.placeholder);
  }
}
