import { openaiFailures, writeOpenaiFailure } from '../../generation/openai-failures.ts';
import { defineProtocol } from '../../generation/protocol.ts';
import { chatDocs } from './docs.ts';
import { readChat } from './read.ts';
import { writeChat } from './write.ts';

/** Under `/api/v1` as well: clients of OpenRouter keep that path when only their host is changed. */
export default defineProtocol({
  name: 'openai-chat',
  title: 'Chat completions',
  prefixes: ['/v1/chat', '/api/v1/chat'],
  routes: ['/v1/chat/completions', '/api/v1/chat/completions'].map(
    (path) =>
      ({
        method: 'POST',
        path,
        action: 'generate',
        read: readChat,
        write: writeChat,
        docs: chatDocs,
      }) as const,
  ),
  failures: openaiFailures,
  writeFailure: writeOpenaiFailure,
});
