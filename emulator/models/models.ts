import { plainRatios, type Ratio, ratios, type SizeTable, type SizeTier } from './picture-sizes.ts';

export type ThinkingLevel = 'MINIMAL' | 'LOW' | 'MEDIUM' | 'HIGH';

/** What one upstream model id takes and how it answers; figures from Google's pages of 2026. */
export interface Model {
  readonly id: string;
  readonly displayName: string;
  readonly description: string;
  readonly sizeTable: SizeTable;
  /** Empty: the model takes no imageSize at all. */
  readonly sizes: readonly SizeTier[];
  readonly ratios: readonly Ratio[];
  readonly maxReferences: number;
  readonly inputMimeTypes: readonly string[];
  readonly outputMimeType: 'image/png' | 'image/jpeg';
  /** Output tokens of one picture, per tier. */
  readonly imageTokens: Readonly<Partial<Record<SizeTier, number>>>;
  /** `none`: no thinking and no thought signatures; `always`: levels are ignored. */
  readonly thinking:
    | 'none'
    | 'always'
    | { readonly levels: readonly ThinkingLevel[]; readonly standard: ThinkingLevel };
  readonly search: 'none' | 'web' | 'web+image';
  readonly systemInstruction: boolean;
  readonly inputTokenLimit: number;
  readonly outputTokenLimit: number;
  /** Vertex serves some ids in its global location only. */
  readonly vertexLocations: 'global' | 'many';
}

const pictures = ['image/png', 'image/jpeg', 'image/webp'];
const heif = ['image/heic', 'image/heif'];
const documents = ['application/pdf', 'text/plain'];
const videos = ['video/mp4', 'video/quicktime', 'video/webm', 'video/mpeg'];

const flash25: Model = {
  id: 'gemini-2.5-flash-image',
  displayName: 'Nano Banana',
  description: 'Gemini 2.5 Flash Image',
  sizeTable: '2.5',
  sizes: [],
  ratios: plainRatios,
  // Google advises three; up to ten are verified to work.
  maxReferences: 10,
  inputMimeTypes: pictures,
  outputMimeType: 'image/png',
  imageTokens: { '1K': 1290 },
  thinking: 'none',
  search: 'none',
  systemInstruction: false,
  inputTokenLimit: 32_768,
  outputTokenLimit: 32_768,
  vertexLocations: 'many',
};

const pro3: Model = {
  ...flash25,
  id: 'gemini-3-pro-image',
  displayName: 'Nano Banana Pro',
  description: 'Gemini 3 Pro Image',
  sizeTable: '3.x',
  sizes: ['1K', '2K', '4K'],
  maxReferences: 14,
  inputMimeTypes: [...pictures, ...heif],
  outputMimeType: 'image/jpeg',
  imageTokens: { '1K': 1120, '2K': 1120, '4K': 2000 },
  thinking: 'always',
  search: 'web',
  systemInstruction: true,
  inputTokenLimit: 65_536,
};

const flash31: Model = {
  ...pro3,
  id: 'gemini-3.1-flash-image',
  displayName: 'Nano Banana 2',
  description: 'Gemini 3.1 Flash Image',
  sizes: ['512', '1K', '2K', '4K'],
  ratios,
  inputMimeTypes: [...pictures, ...heif, ...documents, ...videos],
  imageTokens: { '512': 747, '1K': 1120, '2K': 1680, '4K': 2520 },
  thinking: { levels: ['MINIMAL', 'HIGH'], standard: 'MINIMAL' },
  search: 'web+image',
  inputTokenLimit: 131_072,
  vertexLocations: 'global',
};

const flashLite31: Model = {
  ...flash31,
  id: 'gemini-3.1-flash-lite-image',
  displayName: 'Nano Banana 2 Lite',
  description: 'Gemini 3.1 Flash Lite Image',
  sizes: ['1K'],
  inputMimeTypes: [...pictures, ...heif, ...documents],
  imageTokens: { '1K': 1120 },
  search: 'web',
  inputTokenLimit: 65_536,
  outputTokenLimit: 4096,
};

const banana21: Model = {
  ...flash31,
  id: 'gemini-nano-banana-2.1',
  displayName: 'Nano Banana 2.1',
  description: 'Gemini Nano Banana 2.1',
  sizes: ['1K', '2K', '4K'],
  imageTokens: { '1K': 1120, '2K': 1680, '4K': 3780 },
  thinking: { levels: ['MINIMAL', 'MEDIUM', 'HIGH'], standard: 'MEDIUM' },
  search: 'web',
};

const also = (id: string, model: Model, note: string): Model => ({
  ...model,
  id,
  displayName: `${model.displayName} ${note}`,
});

/** Every id the emulator serves unless it is retired by an option. */
export const models: readonly Model[] = [
  flash25,
  also('gemini-2.5-flash-image-preview', flash25, '(Preview)'),
  pro3,
  also('gemini-3-pro-image-preview', pro3, '(Preview)'),
  also('nano-banana-pro-preview', pro3, '(Preview)'),
  flash31,
  also('gemini-3.1-flash-image-preview', flash31, '(Preview)'),
  flashLite31,
  banana21,
];

const byId = new Map(models.map((model) => [model.id, model]));

export const findModel = (id: string): Model | undefined => byId.get(id);
