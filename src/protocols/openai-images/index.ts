import { defineProtocol } from '../../generation/protocol.ts';
import { generationsDocs } from './docs.ts';
import { openaiFailures, writeOpenaiFailure } from './failures.ts';
import { readGenerations } from './read.ts';
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
  ],
  failures: openaiFailures,
  writeFailure: writeOpenaiFailure,
});
