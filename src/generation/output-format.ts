import { Failure } from './failure.ts';
import { type ImageFormat, imageFormats } from './image-format.ts';

/** A quality without a format asks for JPEG; beside PNG it has no meaning and is refused. */
export function readOutputFormat(
  format: string | undefined,
  compression: number | undefined,
): ImageFormat | undefined {
  if (format === undefined) return compression === undefined ? undefined : 'jpeg';
  const lower = format.toLowerCase();
  const found = imageFormats.find((known) => known === (lower === 'jpg' ? 'jpeg' : lower));
  if (found === 'png' && compression !== undefined && compression !== 100) {
    throw new Failure('invalid_request', {
      message: 'output_compression applies to jpeg and webp only; leave it out with png.',
      param: 'output_compression',
    });
  }
  if (found) return found;
  throw new Failure('invalid_request', {
    message: 'output_format must be png, jpeg (or jpg) or webp.',
    param: 'output_format',
  });
}
