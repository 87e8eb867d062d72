import { open } from 'node:fs/promises';
import { createHeaderReader } from './header-reader.ts';
import { looksComplete } from './looks-complete.ts';
import { type HeaderVerdict, problem } from './verdict.ts';

/** Header and completeness of a finished file. Rejects only with file system errors. */
export async function inspectImage(path: string): Promise<HeaderVerdict> {
  const verdict = await readFileHeader(path);
  if (!verdict.ok || (await looksComplete(path))) return verdict;
  return problem('corrupt', 'cut off before the end of its picture');
}

async function readFileHeader(path: string): Promise<HeaderVerdict> {
  const file = await open(path, 'r');
  try {
    const reader = createHeaderReader();
    const buffer = Buffer.allocUnsafe(32_768);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return reader.end();
      const verdict = reader.feed(buffer, 0, bytesRead);
      if (verdict) return verdict;
    }
  } finally {
    await file.close();
  }
}
