import { z } from 'zod';
import type { Said, ShapeWish } from '../../generation/image-shape.ts';
import type { Model } from '../../generation/model.ts';
import { nativeShape } from './native-shape.ts';

/** `imageConfig`, or `responseFormat.image`, which says the same in other words. */
export const batchShape = z.looseObject({
  aspectRatio: z.string().optional(),
  imageSize: z.string().optional(),
});

interface ShapedConfig {
  readonly imageConfig?: z.output<typeof batchShape> | undefined;
  readonly responseFormat?:
    | { readonly image?: z.output<typeof batchShape> | undefined; readonly [name: string]: unknown }
    | undefined;
}

export interface BatchShape {
  readonly wish: ShapeWish;
  /** Members of both that nothing reads. */
  readonly unread: readonly string[];
}

/**
 * The ratio and size a request of a batch names, read as `:generateContent` reads them: those of `imageConfig` first.
 * Texts that are neither stay as they are. Throws `invalid_request` for those of `responseFormat` the model lacks.
 */
export function readBatchShape(config: ShapedConfig, model: Model, place: string): BatchShape {
  const { aspectRatio, imageSize, ...imageConfig } = config.imageConfig ?? {};
  const { image: format = {}, ...responseFormat } = config.responseFormat ?? {};
  const { aspectRatio: formatRatio, imageSize: formatSize, ...others } = format;
  const read = nativeShape({ generationConfig: { responseFormat: { image: format } } }, model);
  const wish = {
    aspectRatio:
      said(`${place}.imageConfig.aspectRatio`, aspectRatio) ??
      said(`${place}.responseFormat.image.aspectRatio`, formatRatio && (read.aspectRatio ?? formatRatio)),
    resolution:
      said(`${place}.imageConfig.imageSize`, imageSize) ??
      said(`${place}.responseFormat.image.imageSize`, formatSize && (read.resolution ?? formatSize)),
    size: undefined,
  };
  const unread = [
    ...Object.keys(imageConfig),
    ...Object.keys(responseFormat).map((name) => `responseFormat.${name}`),
    ...[
      ...Object.keys(others),
      ...(aspectRatio && formatRatio ? ['aspectRatio'] : []),
      ...(imageSize && formatSize ? ['imageSize'] : []),
    ].map((name) => `responseFormat.image.${name}`),
  ];
  return { wish, unread };
}

const said = (field: string, value: string | undefined): Said | undefined =>
  value === undefined || value === '' ? undefined : { field, value };
