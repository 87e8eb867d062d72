import type { Door } from './ask.ts';
import type { Wish } from './case.ts';
import type { OrderReference } from './contracts/driver.ts';
import { type Observation, observe } from './observe.ts';
import type { Outpost } from './outpost.ts';
import type { PlannedRequest } from './plan-run.ts';
import type { ReferencePictures } from './reference-pictures.ts';
import type { Target } from './target.ts';

export interface CheckParts {
  readonly door: Door;
  readonly target: Target;
  readonly outpost?: Outpost | undefined;
  /** Rejects with the reason why there are none. */
  readonly pictures: () => Promise<ReferencePictures>;
}

/** What the checks themselves could not do, and so says nothing about the channel. */
export interface Lost {
  readonly lost: string;
}

/** Makes one request of a run and looks at what came of it, if it came here. */
export async function checkRequest(parts: CheckParts, request: PlannedRequest): Promise<Observation | Lost> {
  const { door, target, outpost } = parts;
  const direct = request.surface === 'upstream' ? target.direct : undefined;
  const { wish } = request;
  const callback = wish.callback ? outpost?.expect() : undefined;
  try {
    return await observe({
      door: direct?.door ?? door,
      contract: request.contract,
      direct: direct !== undefined,
      callback,
      order: {
        model: direct ? direct.upstreamId(request.model) : request.model,
        prompt: promptOf(wish),
        wish,
        references: await referencesOf(parts, wish),
        ...(callback ? { callbackUrl: callback.url } : {}),
      },
    });
  } catch (error) {
    return { lost: (error as Error).message };
  } finally {
    callback?.forget();
  }
}

function promptOf(wish: Wish): string {
  if (wish.blocked) return 'A teapot. #emulate(block, reason=PROHIBITED_CONTENT)';
  if (wish.search)
    return 'Look up the tallest lighthouse in the world and paint it at dusk. Return an image.';
  if (wish.references) return 'Put what these pictures show together on one wooden table. Return an image.';
  return 'A blue ceramic teapot on a plain white table. Return an image.';
}

async function referencesOf({ pictures, outpost }: CheckParts, wish: Wish): Promise<OrderReference[]> {
  if (!wish.references) return [];
  if (wish.referenceSize && outpost) {
    const file = wish.referenceSize === 'at-limit' ? 'at-limit.png' : 'over-limit.png';
    return [{ url: `${outpost.origin}/${file}`, mediaType: 'image/png', base64: '' }];
  }
  const picture = (await pictures())[wish.referenceType ?? 'jpeg'];
  return Array.from({ length: wish.references }, () => picture);
}
