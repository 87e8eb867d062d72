import { randomUUID } from 'node:crypto';
import type { ReadyReference } from '../../generation/provider.ts';
import type { BodyPart, BodyPlan } from '../../lib/body-plan/body-plan.ts';

/** A form of text fields and images, the images read from their files while it is sent. */
export function multipartBody(
  fields: Readonly<Record<string, string>>,
  fileField: string,
  files: readonly ReadyReference[],
): { contentType: string; body: BodyPlan } {
  const boundary = `plantain-${randomUUID()}`;
  const texts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const images = files.flatMap(({ path, mediaType, sizeBytes }, index): BodyPart[] => {
    const filename = `reference-${index + 1}.${mediaType.replace('image/', '')}`;
    return [
      `--${boundary}\r\ncontent-disposition: form-data; name="${fileField}"; filename="${filename}"\r\n` +
        `content-type: ${mediaType}\r\n\r\n`,
      { file: path, encode: 'none', sizeBytes },
      '\r\n',
    ];
  });
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: [...texts, ...images, `--${boundary}--\r\n`],
  };
}
