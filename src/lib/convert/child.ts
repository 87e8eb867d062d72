// Entry point of the conversion process; started by child-process.ts, talks over its IPC channel.
import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import sharp, { type Sharp } from 'sharp';
import {
  type ChildAnswer,
  type Conversion,
  defaultQuality,
  fullColourQuality,
  maxInputPixels,
} from './conversion.ts';

/** What libvips says when the disk or the memory is at fault and not the picture. */
const oursToFix = /system error|out of memory/i;

sharp.cache(false);
sharp.concurrency(1);
// SVG, TIFF and a dozen more would be read otherwise; SVG even opens other files.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadPngFile', 'VipsForeignLoadJpegFile', 'VipsForeignLoadWebpFile'],
});
const gifReader = { operation: ['VipsForeignLoadNsgifFile'] };

// A terminal or a supervisor signals the whole group; the gateway decides when work here ends.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => process.exit(0));
process.on('message', (job: Conversion) => {
  void convert(job).then((answer) => process.send?.(answer));
});

// Where memory runs out, the kernel is to end this process and not the gateway.
void writeFile('/proc/self/oom_score_adj', '1000').catch(() => undefined);

async function convert(job: Conversion): Promise<ChildAnswer> {
  // Pictures come one at a time, so this is for this one alone.
  if (job.isGif) sharp.unblock(gifReader);
  try {
    const { width, height, size } = await encoder(job).toFile(job.target);
    return { converted: { width, height, sizeBytes: size } };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { code: oursToFix.test(message) ? 'failed' : 'unreadable', message };
  } finally {
    sharp.block(gifReader);
  }
}

function encoder(job: Conversion): Sharp {
  const quality = Math.max(1, job.quality ?? defaultQuality);
  const whole = sharp(job.source, {
    limitInputPixels: maxInputPixels,
    failOn: 'truncated',
  }).autoOrient();
  const { side } = job;
  const picture =
    side === undefined ? whole : whole.resize(side, side, { fit: 'inside', withoutEnlargement: true });
  if (job.format === 'png') return picture.png();
  // Effort 4, the default, takes six times as long for 1 % fewer bytes.
  if (job.format === 'webp') return picture.webp({ quality, effort: 2 });
  const chromaSubsampling = quality >= fullColourQuality ? '4:4:4' : '4:2:0';
  // Optimised Huffman tables save 8 % but hold the whole picture: 660 MB instead of 95 for 49 megapixels.
  const jpeg = { quality, chromaSubsampling, optimiseCoding: false };
  return picture.flatten({ background: '#ffffff' }).jpeg(jpeg);
}
