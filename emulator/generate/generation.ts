import { type DirectiveCall, takeDirectives, withoutDirectives } from '../directives/parse-directives.ts';
import type { Model } from '../models/models.ts';
import { nearestRatio, pictureSize, type Ratio, type SizeTier } from '../models/picture-sizes.ts';
import type { ReferenceImage } from '../pictures/reference-image.ts';
import type { Profile } from '../profile.ts';
import type { Content, GenerateContentRequest, Part } from './generation-request.ts';
import { requestedRatio, requestedTier } from './image-config.ts';
import { lastTurn } from './last-turn.ts';
import { countTextTokens, textOf } from './prompt-text.ts';

/** An input picture, or an input that stands in for one: a file URI, a document, a HEIC file. */
export interface Reference {
  readonly mimeType: string;
  readonly image?: ReferenceImage;
  readonly label: string;
}

/** What is to be generated, once every check has passed. */
export interface Generation {
  readonly model: Model;
  readonly prompt: string;
  readonly calls: readonly DirectiveCall[];
  readonly references: readonly Reference[];
  readonly ratio: Ratio;
  readonly tier: SizeTier;
  readonly width: number;
  readonly height: number;
  readonly modalities: readonly string[];
  /** Of the whole conversation with the system instruction, without directives. */
  readonly textTokens: number;
  readonly search: boolean;
  readonly includeThoughts: boolean;
  readonly thinkingLevel: string;
  readonly serviceTier: string;
  readonly seed: number | undefined;
  readonly profile: Profile;
  /** Vertex only: the format asked for, and its quality. */
  readonly output: { readonly mimeType?: string; readonly compressionQuality?: number } | undefined;
}

/** Reads the generation out of a request that passed `checkSemantics`. */
export function readGeneration(
  request: GenerateContentRequest,
  model: Model,
  profile: Profile,
  files: ReadonlyMap<string, ReferenceImage>,
): Generation {
  const contents = request.contents ?? [];
  const config = request.generationConfig ?? {};
  const references = contents.flatMap(partsOf).flatMap((part) => readReference(part, files));
  const tier = requestedTier(config) ?? '1K';
  // Directives of earlier turns must not fire again.
  const { prompt, calls } = takeDirectives(textOf(lastTurn(contents)));
  const ratio = requestedRatio(config) ?? ratioOf(references, model);
  const everything = [...contents, ...(request.systemInstruction ? [request.systemInstruction] : [])];
  return {
    model,
    prompt: prompt || withoutDirectives(textOf(contents.filter(isFromUser))),
    calls,
    references,
    ratio,
    tier,
    ...pictureSize(model.sizeTable, ratio, tier),
    modalities: config.responseModalities ?? ['TEXT', 'IMAGE'],
    textTokens: countTextTokens(withoutDirectives(textOf(everything))),
    search: (request.tools ?? []).some((tool) => tool.googleSearch !== undefined),
    includeThoughts: config.thinkingConfig?.includeThoughts === true,
    thinkingLevel: config.thinkingConfig?.thinkingLevel ?? standardLevel(model),
    serviceTier: (request.serviceTier ?? 'STANDARD').toLowerCase(),
    seed: config.seed,
    profile,
    output: config.imageConfig?.imageOutputOptions,
  };
}

const partsOf = (content: Content): readonly Part[] => content.parts ?? [];
const isFromUser = (content: Content): boolean => content.role !== 'model';

function readReference(
  { inlineData, fileData }: Part,
  files: ReadonlyMap<string, ReferenceImage>,
): Reference[] {
  if (inlineData) {
    const mimeType = inlineData.mimeType ?? '';
    const image = inlineData.data?.picture;
    return [image ? { mimeType, image, label: mimeType } : { mimeType, label: mimeType }];
  }
  if (fileData) {
    const { fileUri = '', mimeType = '' } = fileData;
    const image = files.get(fileUri);
    // Nothing is fetched: the emulator makes no outbound request. The tile shows where the picture would be from.
    return [image ? { mimeType, image, label: fileUri } : { mimeType, label: fileUri }];
  }
  return [];
}

function ratioOf(references: readonly Reference[], model: Model): Ratio {
  const last = references.findLast(({ image }) => image !== undefined && image.width > 0)?.image;
  return last ? nearestRatio(model.ratios, last.width, last.height) : '1:1';
}

function standardLevel({ thinking }: Model): string {
  return typeof thinking === 'string' ? 'NONE' : thinking.standard;
}
