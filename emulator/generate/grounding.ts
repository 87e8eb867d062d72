import type { Generation } from './generation.ts';

/** Search grounding as the 3.x models report it; the sources are the emulator's own invention. */
export function groundingMetadata({ prompt, search }: Generation): object | undefined {
  if (!search) return undefined;
  const query = prompt.split('\n', 1)[0]!.slice(0, 80) || 'picture';
  return {
    webSearchQueries: [query],
    searchEntryPoint: { renderedContent: `<div class="container">${query.replace(/[<>&"]/g, ' ')}</div>` },
    groundingChunks: [{ web: { uri: 'https://example.com/', title: 'example.com' } }],
    groundingSupports: [
      {
        segment: { endIndex: query.length, text: query },
        groundingChunkIndices: [0],
        confidenceScores: [0.9],
      },
    ],
  };
}
