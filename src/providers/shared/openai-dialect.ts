import type { AspectRatio } from '../../generation/aspect-ratio.ts';
import type { ImageFormat } from '../../generation/image-format.ts';
import type { UpstreamModel } from '../../generation/model.ts';
import type { Omission } from '../../generation/outcome.ts';
import type { GenerationRequest } from '../../generation/request.ts';
import type { Resolution } from '../../generation/resolution.ts';

/** How one family of gateways says on one of its APIs what OpenAI's contract has no words for. */
export interface Dialect {
  readonly api: 'images' | 'chat';
  /** Members of the body that give ratio and size; undefined for one it cannot say. */
  readonly shape: (wish: ShapeWish) => { readonly body: object; readonly missing: readonly string[] };
  /** `edits`: a form to `/v1/images/edits`; `image_input`: URLs; `messages`: data URLs in the conversation. */
  readonly references: 'edits' | 'image_input' | 'messages';
  /** Formats it can be asked for. */
  readonly formats: readonly ImageFormat[];
  /** It knows `response_format` and answers `b64_json`; others refuse the field or have one form of answer. */
  readonly takesResponseFormat: boolean;
  readonly takesSearch: boolean;
}

/** The shape of a picture that is asked for. */
export interface ShapeWish {
  readonly aspectRatio?: AspectRatio | undefined;
  readonly resolution?: Resolution | undefined;
  readonly model: UpstreamModel;
}

/** Crazyrouter's and Plantain's own fields (contracts §1.4); Crazyrouter has no 0.5K. */
const ownFields =
  (has05K: boolean): Dialect['shape'] =>
  ({ aspectRatio, resolution }) => {
    const isMissing = resolution === '0.5K' && !has05K;
    return {
      body: {
        ...(aspectRatio ? { aspect_ratio: aspectRatio } : {}),
        ...(resolution && !isMissing ? { resolution } : {}),
      },
      missing: isMissing ? ['resolution'] : [],
    };
  };

/** `size` in pixels: what is not in the table would be read as a square without a word. */
const pixelSizes =
  (sizes: Partial<Record<AspectRatio, string>>): Dialect['shape'] =>
  ({ aspectRatio, resolution }) => {
    const size = aspectRatio && sizes[aspectRatio];
    return {
      body: size ? { size } : {},
      missing: [
        ...(aspectRatio && !size ? ['aspect_ratio'] : []),
        ...(resolution && resolution !== '1K' ? ['resolution'] : []),
      ],
    };
  };

/** OpenRouter's `image_config`, and new-api's, which stands deeper and goes to Google as it is. */
const imageConfig =
  (wrap: (config: object) => object, name05K: string): Dialect['shape'] =>
  ({ aspectRatio, resolution, model }) => {
    const config = {
      ...(aspectRatio ? { aspect_ratio: aspectRatio } : {}),
      ...(resolution && model.takesResolution
        ? { image_size: resolution === '0.5K' ? name05K : resolution }
        : {}),
    };
    return { body: Object.keys(config).length > 0 ? wrap(config) : {}, missing: [] };
  };

const nothing: Dialect['shape'] = pixelSizes({});

const images = {
  api: 'images',
  references: 'edits',
  takesResponseFormat: false,
  takesSearch: false,
} as const;
const chat = {
  api: 'chat',
  references: 'messages',
  takesResponseFormat: false,
  takesSearch: false,
  formats: [],
} as const;
const openrouterConfig = imageConfig((config) => ({ image_config: config }), '0.5K');
const newApiConfig = imageConfig((config) => ({ extra_body: { google: { image_config: config } } }), '512');

/** By gateway, the API it is best asked by first. */
export const dialects = {
  plantain: [
    {
      ...images,
      shape: ownFields(true),
      formats: ['png', 'jpeg', 'webp'],
      takesResponseFormat: true,
      takesSearch: true,
    },
    { ...chat, shape: openrouterConfig, formats: ['png', 'jpeg', 'webp'] },
  ],
  crazyrouter: [
    { ...images, shape: ownFields(false), references: 'image_input', formats: ['png', 'jpeg'] },
    { ...chat, shape: newApiConfig },
  ],
  // gpt-image refuses response_format; its sizes are three.
  openai: [
    {
      ...images,
      shape: pixelSizes({ '1:1': '1024x1024', '3:2': '1536x1024', '2:3': '1024x1536' }),
      formats: ['png', 'jpeg', 'webp'],
    },
  ],
  // Of the sizes it turns into Google's ratios; every other becomes 1:1.
  litellm: [
    {
      ...images,
      shape: pixelSizes({
        '1:1': '1024x1024',
        '16:9': '1792x1024',
        '9:16': '1024x1792',
        '4:3': '1280x896',
        '3:4': '896x1280',
      }),
      formats: [],
    },
    { ...chat, shape: nothing },
  ],
  // Its Images API refuses Gemini's models (contracts §1.1); chat serves them.
  'new-api': [
    { ...chat, shape: newApiConfig },
    { ...images, shape: nothing, formats: [] },
  ],
  openrouter: [{ ...chat, shape: openrouterConfig }],
} as const satisfies Record<string, readonly Dialect[]>;

/** What of a request a dialect has no words for. */
export function dialectOmissions(
  dialect: Dialect,
  request: GenerationRequest,
  model: UpstreamModel,
): Omission[] {
  const { aspectRatio, resolution } = request;
  const shape = dialect.shape({ aspectRatio, resolution, model });
  const names = [
    ...shape.missing,
    ...(request.search && !(dialect.takesSearch && model.takesSearch) ? ['google_search'] : []),
    ...(request.text && dialect.api === 'images' ? ['response_modalities'] : []),
  ];
  return names.map((parameter) => ({ parameter, reason: 'this channel has no field for it' }));
}
