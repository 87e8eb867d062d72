// The pictures the stub serves: real PNGs of an exact size, the same in every process, so that the runner can
// check an archived file against its own copy without asking anybody.
import { createCipheriv, createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

/** Decoded sizes in bytes. */
export const sizes = { small: 50_000, medium: 1_500_000, large: 8_000_000, huge: 20_000_000 };

const made = new Map();

/** `{ bytes, sha256, answer, openaiAnswer }`: a PNG of `sizeBytes`, and the bodies of Google's and OpenAI's APIs that carry it. */
export function picture(sizeBytes) {
  let found = made.get(sizeBytes);
  if (!found) {
    const bytes = drawPng(sizeBytes);
    const base64 = Buffer.from(bytes.toString('base64'), 'latin1');
    found = {
      bytes,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      answer: around(base64, googleBody),
      openaiAnswer: around(base64, openaiBody),
    };
    made.set(sizeBytes, found);
  }
  return found;
}

/** Black pixels, then an ancillary chunk of noise that brings it to its size. */
function drawPng(sizeBytes) {
  const edge = sizeBytes < 2e6 ? 1024 : sizeBytes < 10e6 ? 2048 : 4096;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(edge, 0);
  header.writeUInt32BE(edge, 4);
  header[8] = 1;
  const start = [
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(edge * (1 + edge / 8)))),
  ];
  const end = chunk('IEND', Buffer.alloc(0));
  const used = [...start, end].reduce((sum, part) => sum + part.length, 12);
  return Buffer.concat([...start, chunk('plNt', noise(sizeBytes - used)), end]);
}

function chunk(type, data) {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const bytes = Buffer.alloc(8 + typed.length);
  bytes.writeUInt32BE(data.length, 0);
  typed.copy(bytes, 4);
  bytes.writeUInt32BE(crc32(typed), 4 + typed.length);
  return bytes;
}

/** Bytes that do not compress and are the same every time. */
function noise(length) {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16)).update(Buffer.alloc(length));
}

/** Google's shape, white space included; `@` is where the picture goes. */
const googleBody = JSON.stringify(
  {
    candidates: [
      {
        content: { parts: [{ inlineData: { mimeType: 'image/png', data: '@' } }], role: 'model' },
        finishReason: 'STOP',
        index: 0,
      },
    ],
    usageMetadata: {
      promptTokenCount: 12,
      candidatesTokenCount: 1120,
      totalTokenCount: 1132,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: 12 }],
      candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1120 }],
    },
    modelVersion: 'gemini-3.1-flash-image',
    responseId: 'kX0gacTjLJ6vkdUP3ZqB0Ag',
  },
  null,
  2,
);

const openaiBody = JSON.stringify({ created: 1_790_000_000, data: [{ b64_json: '@' }] });

function around(base64, body) {
  const [before, after] = body.split('@');
  return Buffer.concat([Buffer.from(before), base64, Buffer.from(after)]);
}
