import { openaiFailures, writeOpenaiFailure } from '../../generation/openai-failures.ts';
import { isOpenrouterPath, writeOpenrouterFailure } from '../../generation/openrouter-failures.ts';
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
        read: (input) => readChat(input, base),
        write: writeChat,
        docs: chatDocs,
      }) as const,
  ),
  failures: openaiFailures,
  // OpenRouter's SDK checks errors against its own schema, and throws at OpenAI's without saying what went wrong.
  writeFailure: (failure, context) =>
    isOpenrouterPath(context.path)
      ? writeOpenrouterFailure(failure, context)
      : writeOpenaiFailure(failure, context),
  askedAt: ({ choice }) => `${choice.base ?? bases[0]}/chat/completions`,
});
