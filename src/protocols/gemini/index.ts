import { defineProtocol } from '../../generation/protocol.ts';
import { generateContentDocs } from './docs.ts';
import { geminiFailures, writeGeminiFailure } from './failures.ts';
import { readGenerateContent } from './read.ts';

/** Google's own image API: bodies travel as they are, errors are Google's. SDK 2.x says v1beta, 3.x says v1. */
export default defineProtocol({
  name: 'gemini',
  title: 'Gemini native',
  prefixes: ['/v1beta'],
  routes: [
    {
      method: 'POST',
      path: '/:version(^v1(?:beta)?$)/models/*',
      action: 'relay',
      read: readGenerateContent,
      docs: generateContentDocs,
    },
  ],
  failures: geminiFailures,
  writeFailure: writeGeminiFailure,
});
