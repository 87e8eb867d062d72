import type { Behaviour } from '../directives/behaviour.ts';
import type { Picture } from '../pictures/picture.ts';
import { JoinedText } from '../wire/write-json.ts';
import type { Generation } from './generation.ts';
import type { AnswerPart } from './outcome.ts';
import { signatureOf } from './thought-signature.ts';

/** The parts of an answer with pictures: an optional thought, drafts, the final picture, words before or after. */
export function answerParts(
  generation: Generation,
  behaviour: Behaviour,
  pictures: readonly Picture[],
  publish: (picture: Picture) => string,
): AnswerPart[] {
  if (behaviour.relay) return [relayPart(behaviour.relay, pictures.at(-1)!, publish)];
  const drafts = pictures.slice(0, -1);
  const images = [
    ...drafts.map((picture, index) => ({
      ...imagePart(generation, behaviour, picture, index),
      ...(behaviour.images.flaggedDrafts ? { thought: true } : {}),
    })),
    imagePart(generation, behaviour, pictures.at(-1)!, drafts.length),
  ];
  const order = behaviour.order ?? (generation.modalities.includes('TEXT') ? 'text-first' : undefined);
  const words = order ? [{ text: caption(generation) }] : [];
  const thoughts = behaviour.thought || generation.includeThoughts ? [thoughtPart(generation)] : [];
  return [...thoughts, ...(order === 'image-first' ? [...images, ...words] : [...words, ...images])];
}

function imagePart(
  generation: Generation,
  { mimeLies, signatureLength }: Behaviour,
  picture: Picture,
  index: number,
): AnswerPart {
  const lie = picture.format === 'png' ? 'image/jpeg' : 'image/png';
  const inlineData = { mimeType: mimeLies ? lie : picture.mimeType, data: picture };
  return { inlineData, ...signatureOf(generation, index, signatureLength) };
}

function thoughtPart(generation: Generation): AnswerPart {
  const text = `**Composing the picture**\n\nI will lay out the scene in ${generation.ratio} and then check the details.`;
  return { text, thought: true };
}

function caption({ prompt }: Generation): string {
  const subject = prompt.split('\n', 1)[0]!.slice(0, 120);
  return subject === '' ? 'Here is your picture. ' : `Here is your picture: ${subject} `;
}

/** The shapes in which resellers were seen to answer. */
function relayPart(
  shape: NonNullable<Behaviour['relay']>,
  picture: Picture,
  publish: (picture: Picture) => string,
): AnswerPart {
  const { mimeType } = picture;
  switch (shape) {
    case 'inline':
      return { inlineData: { mimeType, data: picture } };
    case 'snake-case':
      return { inline_data: { mime_type: mimeType, data: picture } };
    case 'file-uri':
      return { fileData: { mimeType, fileUri: publish(picture) } };
    case 'markdown-url':
      return { text: `![Image](${publish(picture)})` };
    case 'markdown-data':
      return { text: new JoinedText(`![image](data:${mimeType};base64,`, picture, ')') };
  }
}
