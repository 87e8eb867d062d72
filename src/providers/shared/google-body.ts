import { wireSize } from '../../generation/google-shape.ts';
import type { UpstreamModel } from '../../generation/model.ts';
import type { Omission } from '../../generation/outcome.ts';
import type { ReadyReference } from '../../generation/provider.ts';
import type { GenerationRequest, NativeBody } from '../../generation/request.ts';
import type { BodyPart, BodyPlan } from '../../lib/body-plan/body-plan.ts';
import { splitAtWords } from '../../lib/split-at-words.ts';

/**
 * The `generateContent` body Gemini and Vertex have in common, for one image. Fields a model or API does not
 * take are left out, never sent and hoped for: Google refuses unknown names (gemini-upstream §0 row 5).
 */
export function canonicalBody(
  request: GenerationRequest,
  references: readonly ReadyReference[],
  model: UpstreamModel,
  extraImageConfig: Readonly<Record<string, unknown>> = {},
): BodyPlan {
  const images = references.flatMap((reference): BodyPart[] => [
    `{"inlineData":{"mimeType":${JSON.stringify(reference.mediaType)},"data":"`,
    { file: reference.path, encode: 'base64', sizeBytes: reference.sizeBytes },
    '"}},',
  ]);
  const imageConfig = {
    aspectRatio: request.aspectRatio,
    imageSize: request.resolution && model.takesResolution ? wireSize(request.resolution) : undefined,
    ...extraImageConfig,
  };
  const hasImageConfig = Object.values(imageConfig).some((value) => value !== undefined);
  const search = request.search && model.takesSearch;
  const generationConfig = {
    // With search, images alone are none: "Image only mode won't return an image output when used with Grounding
    // with Google Search" (Google's page on image generation).
    responseModalities: request.text || search ? ['TEXT', 'IMAGE'] : ['IMAGE'],
    ...(hasImageConfig ? { imageConfig } : {}),
  };
  const tools = search ? [{ googleSearch: {} }] : undefined;
  const rest = JSON.stringify({ generationConfig, ...(tools ? { tools } : {}) }).slice(1);
  return [
    '{"contents":[{"role":"user","parts":[',
    ...images,
    `${JSON.stringify({ text: request.prompt })}]}],${rest}`,
  ];
}

/** What a canonical request asks that this model cannot do. */
export function canonicalOmissions(request: GenerationRequest, model: UpstreamModel): Omission[] {
  const omissions: Omission[] = [];
  if (request.search && !model.takesSearch) {
    omissions.push({ parameter: 'google_search', reason: `${model.id} has no search grounding` });
  }
  return omissions;
}

/**
 * A native body as the client sent it, its images put back in place and `references` in that of the files it names.
 * `strip` edits a copy of the skeleton.
 */
export function nativeBody(
  native: NativeBody,
  strip: (skeleton: unknown) => unknown,
  references: readonly ReadyReference[] = [],
): BodyPlan {
  const parts = new Map<string, BodyPart>();
  for (const { placeholder, path, sizeBytes } of native.spools) {
    parts.set(placeholder, { file: path, encode: 'none', sizeBytes });
  }
  for (const [index, placeholder] of (native.files ?? []).entries()) {
    const { path, sizeBytes } = references[index] as ReadyReference;
    parts.set(placeholder, { file: path, encode: 'base64', sizeBytes });
  }
  // Each placeholder is random: no text of a client can equal one.
  const pieces = splitAtWords(JSON.stringify(strip(native.skeleton)), [...parts.keys()]);
  return pieces.map((piece) => parts.get(piece) ?? piece);
}
