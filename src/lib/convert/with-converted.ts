import { rm } from 'node:fs/promises';
import type { Conversion, Converted } from './conversion.ts';
import type { Converter } from './converter.ts';

/** Does `work` with a picture written anew, whose file is gone afterwards. Rejects with what `convert` and `work` do. */
export async function withConverted<Result>(
  converter: Converter,
  job: Conversion,
  work: (converted: Converted) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(await converter.convert(job));
  } finally {
    await rm(job.target, { force: true });
  }
}
