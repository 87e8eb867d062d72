/** Reads a string value from after its opening quote on. */
export interface StringReader {
  /** Takes bytes up to the closing quote and returns its index, or `end`. The quote itself is not taken. */
  push(buffer: Buffer, start: number, end: number): number;
  /** The closing quote was reached. */
  close(): void;
}
