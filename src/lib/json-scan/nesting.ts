import { JsonTooLarge, MalformedJson } from './scan-failure.ts';

/** Where in a document the scanner stands: open objects and arrays, and the key at hand. */
export class Nesting {
  depth = 0;
  /** Key of the value that follows, in the innermost object. */
  key = '';
  /** Whether a string that begins now is a key. */
  expectsKey = false;
  private readonly limit: number;
  private readonly objects: boolean[] = [false];
  /** By depth, the nearest key above the object or array; arrays hand theirs down. */
  private readonly keys: string[] = [''];

  constructor(limit: number) {
    this.limit = limit;
  }

  get inObject(): boolean {
    return this.objects[this.depth]!;
  }

  /** Key above the innermost object or array. */
  get parentKey(): string {
    return this.keys[this.depth]!;
  }

  /** Key above the object or array that holds the innermost one. */
  get grandparentKey(): string {
    return this.keys[Math.max(0, this.depth - 1)]!;
  }

  open(isObject: boolean): void {
    const key = this.depth === 0 ? '' : this.inObject ? this.key : this.parentKey;
    if (++this.depth > this.limit) throw new JsonTooLarge(`the document is nested deeper than ${this.limit}`);
    this.objects[this.depth] = isObject;
    this.keys[this.depth] = key;
    this.expectsKey = isObject;
  }

  close(isObject: boolean): void {
    if (this.depth === 0 || this.inObject !== isObject)
      throw new MalformedJson('a bracket that closes nothing');
    this.depth--;
    this.expectsKey = false;
  }
}
