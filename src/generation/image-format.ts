/** Formats we store and serve. `jpg` is read as jpeg; extensions are written `png`, `jpeg`, `webp`. */
export const imageFormats = ['png', 'jpeg', 'webp'] as const;

export type ImageFormat = (typeof imageFormats)[number];

export type MediaType = `image/${ImageFormat}`;

export const mediaTypeOf = (format: ImageFormat): MediaType => `image/${format}`;

export const formatOf = (mediaType: MediaType): ImageFormat => mediaType.slice(6) as ImageFormat;
