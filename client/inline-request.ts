export interface InlineImage {
  /** image/png, image/jpeg or image/webp. */
  readonly mediaType: string;
  readonly base64: string;
}

/** One image made from pictures that stand in the request itself. */
export interface InlineOrder {
  readonly model: string;
  readonly prompt: string;
  readonly images: readonly InlineImage[];
  readonly aspectRatio?: string;
  readonly resolution?: string;
}

/** The order as a request of the Gemini-native contract, the one that takes image bytes. */
export function inlineRequest({ model, prompt, images, aspectRatio, resolution }: InlineOrder) {
  const imageConfig = {
    ...(aspectRatio === undefined || aspectRatio === 'auto' ? {} : { aspectRatio }),
    ...(resolution === undefined ? {} : { imageSize: resolution.toUpperCase().replace('0.5K', '512') }),
  };
  return {
    path: `/v1beta/models/${encodeURIComponent(model)}:generateContent`,
    body: {
      contents: [
        {
          role: 'user',
          parts: [
            { text: prompt },
            ...images.map(({ mediaType, base64 }) => ({
              inlineData: { mimeType: mediaType, data: base64 },
            })),
          ],
        },
      ],
      generationConfig: {
        responseModalities: ['TEXT', 'IMAGE'],
        ...(Object.keys(imageConfig).length > 0 ? { imageConfig } : {}),
      },
    },
  };
}
