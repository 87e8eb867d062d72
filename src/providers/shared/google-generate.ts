import type { ProviderOutcome, ProviderWork } from '../../generation/provider.ts';
import type { GenerationRequest, NativeBody } from '../../generation/request.ts';
import type { HttpRequest } from '../../lib/http-client/http-client.ts';
import { hasNone, isArrived, pictureCount, takeImages } from './found-image.ts';
import { failureWithoutImage } from './google-answer.ts';
import { transferGoogle } from './google-transfer.ts';

/** Asks once and takes the images the request keeps. Rejects with a `Failure`. */
export async function generateGoogle(work: ProviderWork, request: HttpRequest): Promise<ProviderOutcome> {
  const answer = await transferGoogle(work, request);
  for (const draft of [...answer.drafts.fields, ...answer.drafts.inText]) {
    if (isArrived(draft)) draft.discard();
  }
  if (hasNone(answer.images)) throw failureWithoutImage(answer);
  const { images, omitted } = await takeImages(work, answer.images);
  return {
    images,
    omitted,
    text: isForSearchAlone(work.request) ? '' : answer.text,
    usage: answer.usage,
    pictureCount: pictureCount(answer.images),
    effectiveModel: answer.modelVersion ?? work.model.id,
  };
}

/** The words of such an answer had to be asked for with its image (`canonicalBody`); the client did not. */
const isForSearchAlone = ({ native, search, text }: GenerationRequest): boolean =>
  !native && search === true && !text;

const methods: Readonly<Record<NativeBody['answer'], string>> = {
  once: 'generateContent',
  stream: 'streamGenerateContent?alt=sse',
  array: 'streamGenerateContent',
};

/** `{model}:{method}` of a URL. */
export const modelMethod = ({ model, request }: ProviderWork): string =>
  `${encodeURIComponent(model.id)}:${methods[request.native?.answer ?? 'once']}`;
