import { openaiFailures, writeOpenaiFailure } from '../../generation/openai-failures.ts';
import { defineProtocol } from '../../generation/protocol.ts';
import { editsDocs, generationsDocs, variationsDocs } from './docs.ts';
import { readGenerations } from './read.ts';
import { readEdits } from './read-edits.ts';
import { variationsRetired } from './variations.ts';
import { writeImages } from './write.ts';

/** The second is the base of Google's OpenAI-compatible address, which clients keep when only their host is changed. */
const bases = ['/v1', '/v1beta/openai'];

export default defineProtocol({
  name: 'openai-images',
  title: 'OpenAI Images',
  prefixes: ['/', '/v1beta/openai'],
  routes: bases.flatMap(
    (base) =>
      [
        {
          method: 'POST',
          path: `${base}/images/generations`,
          action: 'generate',
          read: readGenerations,
          write: writeImages,
          docs: generationsDocs,
        },
        {
          method: 'POST',
          path: `${base}/images/edits`,
          action: 'generate',
          read: readEdits,
          write: writeImages,
          docs: editsDocs,
        },
        {
          method: 'POST',
          path: `${base}/images/variations`,
          action: 'answer',
          answer: variationsRetired,
          docs: variationsDocs,
        },
      ] as const,
  ),
  failures: openaiFailures,
  writeFailure: writeOpenaiFailure,
  askedAt: ({ choice }) =>
    `/v1/images/${String(choice.event).startsWith('image_edit') ? 'edits' : 'generations'}`,
});
