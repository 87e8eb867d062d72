import { badDirective } from '../directives/bad-directive.ts';
import type { Behaviour } from '../directives/behaviour.ts';
import type { Emulation } from '../emulation.ts';
import type { Picture } from '../pictures/picture.ts';
import type { PictureFormat } from '../pictures/picture-format.ts';
import type { PictureOrder } from '../pictures/picture-order.ts';
import { answerParts } from './answer-parts.ts';
import type { Generation } from './generation.ts';
import { groundingMetadata } from './grounding.ts';
import type { Outcome } from './outcome.ts';
import { refusal, unanswered } from './unanswered.ts';
import { toldUsage, UsageMeter } from './usage.ts';

/** Decides what comes back with HTTP 200, and has the pictures drawn when there are to be any. */
export async function answer(
  generation: Generation,
  behaviour: Behaviour,
  emulation: Emulation,
  baseUrl: string,
): Promise<Outcome> {
  const usage = new UsageMeter(generation);
  const nothing = unanswered(generation, behaviour, usage);
  if (nothing) return nothing;
  if (!generation.modalities.includes('IMAGE'))
    return refusal(generation, 'I can draw this if you also ask for IMAGE.', usage);
  const pictures = await draw(generation, behaviour, emulation);
  const charged = behaviour.images.flaggedDrafts ? 1 : pictures.length;
  const grounding = groundingMetadata(generation);
  return {
    parts: answerParts(
      generation,
      behaviour,
      pictures,
      (picture) => baseUrl + emulation.published.publish(picture),
    ),
    finishReason: 'STOP',
    ...(grounding ? { groundingMetadata: grounding } : {}),
    usage: toldUsage(usage.pictures(charged), behaviour.usage),
  };
}

/** A long chat has more pictures in its history than a picture has room for. */
const maxShownReferences = 16;

async function draw(generation: Generation, behaviour: Behaviour, emulation: Emulation): Promise<Picture[]> {
  const format = behaviour.format ?? (outputMimeType(generation).slice('image/'.length) as PictureFormat);
  if (format === 'webp' && behaviour.minBytes) throw badDirective('bytes pads PNG and JPEG only');
  const { width, height } = behaviour.pixels ?? generation;
  const { count } = behaviour.images;
  const pictures: Picture[] = [];
  for (let index = 0; index < count; index++) {
    const draft = index < count - 1 ? ` · draft ${index + 1}` : '';
    const order: PictureOrder = {
      prompt: generation.prompt,
      width,
      height,
      format,
      caption: `${generation.model.id} · ${generation.ratio} · ${width} × ${height} px${draft}`,
      references: generation.references.slice(-maxShownReferences),
      seed: `${emulation.seed} ${generation.seed ?? ''} ${draft}`,
    };
    pictures.push(await emulation.gallery.picture(order, behaviour.minBytes));
  }
  return pictures;
}

const outputMimeType = ({ model, output }: Generation): string => output?.mimeType || model.outputMimeType;
