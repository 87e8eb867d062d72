import { openaiFailures, writeOpenaiFailure } from '../../generation/openai-failures.ts';
import { defineProtocol } from '../../generation/protocol.ts';
import { editsDocs, generationsDocs, variationsDocs } from './docs.ts';
import { readGenerations } from './read.ts';
import { readEdits } from './read-edits.ts';
import { variationsRetired } from './variations.ts';
import { writeImages } from './write.ts';

export default defineProtocol({
  name: 'openai-images',
  title: 'OpenAI Images',
  prefixes: ['/'],
  routes: [
    {
      method: 'POST',
      path: '/v1/images/generations',
      action: 'generate',
      read: readGenerations,
      write: writeImages,
      docs: generationsDocs,
    },
    {
      method: 'POST',
      path: '/v1/images/edits',
      action: 'generate',
      read: readEdits,
      write: writeImages,
      docs: editsDocs,
    },
    {
      method: 'POST',
      path: '/v1/images/variations',
      action: 'answer',
      answer: variationsRetired,
      docs: variationsDocs,
    },
  ],
  failures: openaiFailures,
  writeFailure: writeOpenaiFailure,
});
