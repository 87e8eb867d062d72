import { Failure } from '../../generation/failure.ts';
import { readImageValue } from '../../generation/image-values.ts';
import type { Omission } from '../../generation/outcome.ts';
import type { Reference } from '../../generation/request.ts';
import type { ScannedBody } from '../../generation/route-input.ts';
import type { ChatMessage } from './schema.ts';
import { withoutPictures } from './without-pictures.ts';

export interface Conversation {
  readonly prompt: string;
  /** Images of all turns, oldest first. */
  readonly references: readonly Reference[];
  /** What is said of images beside their URL, each name once. */
  readonly omitted: readonly Omission[];
}

interface Turn {
  readonly role: ChatMessage['role'];
  readonly text: string;
}

/** One prompt out of a conversation: a single question as it stands, several turns as a transcript. */
export function readMessages(messages: readonly ChatMessage[], body: ScannedBody): Conversation {
  const turns: Turn[] = [];
  const references: Reference[] = [];
  for (const [index, message] of messages.entries()) {
    const place = `messages[${index}]`;
    const { text, images } = readContent(message, body, place);
    references.push(...images);
    if (text.trim() !== '') turns.push({ role: message.role, text });
  }
  if (!turns.some(({ role }) => role === 'user')) {
    throw new Failure('invalid_request', {
      message: 'messages must hold a text of the user that says what to draw.',
      param: 'messages',
    });
  }
  return { prompt: promptOf(turns), references, omitted: saidOfImages(messages) };
}

/** `detail: "auto"`, which clients send unasked, wishes for nothing. */
function saidOfImages(messages: readonly ChatMessage[]): Omission[] {
  const names = messages
    .flatMap(({ content, images }) => [...(Array.isArray(content) ? content : []), ...(images ?? [])])
    .flatMap(({ image_url }) => (typeof image_url === 'object' ? Object.entries(image_url) : []))
    .filter(([name, value]) => name !== 'url' && value !== null && !(name === 'detail' && value === 'auto'))
    .map(([name]) => `image_url.${name.slice(0, 64)}`);
  const reason = 'not a parameter of image models';
  return [...new Set(names)].map((parameter) => ({ parameter, reason }));
}

function promptOf(turns: readonly Turn[]): string {
  const isRule = ({ role }: Turn) => role === 'system' || role === 'developer';
  const rules = turns.filter(isRule).map(({ text }) => text);
  const talk = turns.filter((turn) => !isRule(turn));
  const lines =
    talk.length === 1
      ? talk.map(({ text }) => text)
      : talk.map(({ role, text }) => `${role === 'user' ? 'User' : 'Assistant'}: ${text}`);
  return [...rules, lines.join('\n')].join('\n\n');
}

function readContent(
  message: ChatMessage,
  body: ScannedBody,
  place: string,
): { text: string; images: Reference[] } {
  const { content = '' } = message;
  const texts: string[] = [];
  const images: Reference[] = [];
  if (typeof content === 'string') texts.push(withoutPictures(content));
  else {
    for (const [index, part] of content.entries()) {
      const param = `${place}.content[${index}]`;
      if (part.type === 'text') texts.push(withoutPictures(textOf(part.text, `${param}.text`)));
      else if (part.type === 'image_url')
        images.push(...readImageValue(part.image_url, body, `${param}.image_url`));
      else {
        throw new Failure('invalid_request', {
          message: `${param}: parts of type ${JSON.stringify(part.type.slice(0, 40))} are not supported; send text or image_url.`,
          param,
        });
      }
    }
  }
  for (const [index, part] of (message.images ?? []).entries()) {
    images.push(...readImageValue(part.image_url, body, `${place}.images[${index}].image_url`));
  }
  return { text: texts.join('\n'), images };
}

function textOf(text: string | undefined, param: string): string {
  if (text !== undefined) return text;
  throw new Failure('invalid_request', { message: `Missing required field: ${param}`, param });
}
