const quote = 0x22;
const backslash = 0x5c;

/** Finds where a JSON string ends that may go on in the next bytes, without looking at each of them. */
export class StringEnd {
  private isEscaped = false;

  /** The index of its closing quote at or behind `start`, or -1 when these bytes end within it. */
  find(bytes: Buffer, start: number): number {
    let from = start;
    for (;;) {
      const found = bytes.indexOf(quote, from);
      const end = found < 0 ? bytes.length : found;
      let run = end;
      while (run > from && bytes[run - 1] === backslash) run -= 1;
      const isInRun = run === from && this.isEscaped;
      const isEscaped = (end - run) % 2 === (isInRun ? 0 : 1);
      this.isEscaped = found < 0 && isEscaped;
      if (found < 0) return -1;
      if (!isEscaped) return found;
      from = found + 1;
    }
  }
}
