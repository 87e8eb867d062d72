import { stat } from 'node:fs/promises';

/** Rejects when the file is not of the announced size: a file still being written must never become an artifact. */
export async function checkSpool(spoolPath: string, sizeBytes: number): Promise<void> {
  const { size } = await stat(spoolPath);
  if (size !== sizeBytes) throw new RangeError(`the finished file has ${size} bytes, not ${sizeBytes}`);
}
