import type { LogEntry } from '../../generation/books.ts';

type Asked = LogEntry['asked'];

/**
 * The address of the contract by which a generation was asked for, by the contract's name. What stands for a prefix or a
 * version in several addresses of one contract is the one that the documentation names.
 */
const pathsOf: Readonly<Record<string, (asked: Asked) => string>> = {
  gemini: (asked) => `/v1beta/models/${asked.requestedModel}:${geminiMethod(asked)}`,
  'generate-task': ({ requestedModel }) => `/api/v1/generateTask/${requestedModel}`,
  generations: () => '/v1/generations',
  mcp: () => '/mcp',
  'model-generation': () => '/model/v1/generation',
  'model-queue': ({ requestedModel }) => `/model/v1/queue/${requestedModel}`,
  'openai-chat': () => '/v1/chat/completions',
  'openai-images': ({ choice }) =>
    String(choice.event).startsWith('image_edit') ? '/v1/images/edits' : '/v1/images/generations',
  'openrouter-images': () => '/api/v1/images',
};

function geminiMethod({ kind, answer }: Asked): string {
  if (kind === 'async-image') return 'batchGenerateContent';
  return answer === 'once' ? 'generateContent' : 'streamGenerateContent';
}

/** Nothing for a contract that is not known here. */
export function requestOf({ protocol, asked }: LogEntry): { request_method?: string; request_path?: string } {
  const path = pathsOf[protocol]?.(asked);
  return path === undefined ? {} : { request_method: 'POST', request_path: path };
}

export const isStream = ({ asked: { choice, answer } }: LogEntry): boolean =>
  choice.stream === true || answer === 'stream' || answer === 'array';
