import { type AspectRatio, aspectRatios } from '../generation/aspect-ratio.ts';
import type { Model, UpstreamModel } from '../generation/model.ts';
import type { Resolution } from '../generation/resolution.ts';

const extremeRatios: readonly AspectRatio[] = ['1:4', '1:8', '4:1', '8:1'];
const plainRatios = aspectRatios.filter((ratio) => !extremeRatios.includes(ratio));
const oneSize: readonly Resolution[] = ['1K'];
const threeSizes: readonly Resolution[] = ['1K', '2K', '4K'];
const fourSizes: readonly Resolution[] = ['0.5K', '1K', '2K', '4K'];

/** Sizes, ratios and reference counts as Google's documents and measurements give them per id. */
export const shippedUpstreamModels: readonly UpstreamModel[] = [
  upstream('gemini-2.5-flash-image', oneSize, plainRatios, {
    maxReferences: 10,
    plain: true,
    tokens: [32_768, 32_768],
  }),
  upstream('gemini-3-pro-image', threeSizes, plainRatios, { tokens: [65_536, 32_768] }),
  upstream('gemini-3.1-flash-image', fourSizes, aspectRatios, { tokens: [131_072, 32_768] }),
  upstream('gemini-3.1-flash-lite-image', oneSize, aspectRatios, { tokens: [65_536, 4_096] }),
  upstream('gemini-nano-banana-2.1', threeSizes, aspectRatios),
];

function upstream(
  id: string,
  resolutions: readonly Resolution[],
  ratios: readonly AspectRatio[],
  options: { maxReferences?: number; plain?: boolean; tokens?: readonly [number, number] } = {},
): UpstreamModel {
  const [input, output] = options.tokens ?? [];
  return {
    id,
    resolutions,
    aspectRatios: ratios,
    maxReferences: options.maxReferences ?? 14,
    takesResolution: !options.plain,
    takesSearch: !options.plain,
    sizes: options.plain ? '2.5' : '3.x',
    ...(input && output ? { tokenLimits: { input, output } } : {}),
  };
}

/** Reference counts by contract, in the order Images (and the rest), model-generation, generate-task. */
type ReferenceCounts = readonly [number, number, number];

function limits(
  references: ReferenceCounts,
  resolutions: readonly Resolution[],
  ratios: readonly AspectRatio[],
  taskPromptLength: number,
): Model['limits'] {
  const common = { resolutions, aspectRatios: ratios };
  // One gateway's older and newer contract.
  const generation = { ...common, maxReferences: references[1], maxPromptLength: 2_500 };
  return {
    default: { ...common, maxReferences: references[0], maxPromptLength: 32_000 },
    'model-generation': generation,
    'model-queue': generation,
    'generate-task': { ...common, maxReferences: references[2], maxPromptLength: taskPromptLength },
  };
}

const releasedAt = (date: string) => Date.parse(`${date}T00:00:00Z`) / 1000;

/** The Nano Banana family. The preview ids of 2025 are shut down upstream; they stay as names we answer to. */
export const shippedModels: readonly Model[] = [
  {
    name: 'nano-banana',
    title: 'Nano Banana',
    aliases: ['nano_banana', 'gemini-2.5-flash-image', 'gemini-2.5-flash-image-preview'],
    upstreamIds: ['gemini-2.5-flash-image', 'gemini-3.1-flash-lite-image'],
    releasedAt: releasedAt('2025-10-02'),
    limits: limits([10, 3, 5], oneSize, plainRatios, 5_000),
  },
  {
    name: 'nano-banana-2',
    title: 'Nano Banana 2',
    aliases: ['nano_banana_2', 'gemini-3.1-flash-image', 'gemini-3.1-flash-image-preview'],
    upstreamIds: ['gemini-3.1-flash-image', 'gemini-nano-banana-2.1'],
    releasedAt: releasedAt('2026-05-28'),
    limits: limits([14, 3, 14], fourSizes, aspectRatios, 20_000),
  },
  {
    name: 'nano-banana-pro',
    title: 'Nano Banana Pro',
    aliases: ['nano_banana_pro', 'gemini-3-pro-image', 'gemini-3-pro-image-preview'],
    upstreamIds: ['gemini-3-pro-image'],
    releasedAt: releasedAt('2026-05-28'),
    limits: limits([14, 14, 14], threeSizes, plainRatios, 20_000),
  },
  {
    name: 'nano-banana-2-lite',
    title: 'Nano Banana 2 Lite',
    aliases: ['nano_banana_2_lite', 'gemini-3.1-flash-lite-image'],
    upstreamIds: ['gemini-3.1-flash-lite-image'],
    releasedAt: releasedAt('2026-06-30'),
    limits: limits([14, 3, 14], oneSize, aspectRatios, 20_000),
  },
  {
    name: 'nano-banana-2.1',
    title: 'Nano Banana 2.1',
    aliases: ['nano_banana_2.1', 'gemini-nano-banana-2.1'],
    upstreamIds: ['gemini-nano-banana-2.1'],
    releasedAt: releasedAt('2026-10-06'),
    limits: limits([14, 3, 14], threeSizes, aspectRatios, 20_000),
  },
];
