import { statSync } from 'node:fs';

/** Throws when the file is not of the announced size: a file still being written must never become an artifact. */
export function checkSpool(spoolPath: string, sizeBytes: number): void {
  const { size } = statSync(spoolPath);
  if (size !== sizeBytes) throw new RangeError(`the finished file has ${size} bytes, not ${sizeBytes}`);
}
