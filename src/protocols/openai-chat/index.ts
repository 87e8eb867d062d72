import { openaiFailures, writeOpenaiFailure } from '../../generation/openai-failures.ts';
import { defineProtocol } from '../../generation/protocol.ts';
import { chatDocs } from './docs.ts';
import { readChat } from './read.ts';
import { writeChat } from './write.ts';

/** The base paths of OpenAI, OpenRouter and Google: clients keep them when only their host is changed. */
const bases = ['/v1', '/api/v1', '/v1beta/openai'];

export default defineProtocol({
  name: 'openai-chat',
  title: 'Chat completions',
  prefixes: bases.map((base) => `${base}/chat`),
  routes: bases.map(
    (base) =>
      ({
        method: 'POST',
        path: `${base}/chat/completions`,
        action: 'generate',
        read: readChat,
        write: writeChat,
        docs: chatDocs,
      }) as const,
  ),
  failures: openaiFailures,
  writeFailure: writeOpenaiFailure,
});
