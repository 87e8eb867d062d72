import type { GeneratedRequest } from './generated-requests.ts';
import type { Operation } from './operations.ts';
import type { EdgeAnswer } from './send-request.ts';

/** What no caller may see of the inside. */
const inside = /\n\s+at |node:internal|SQLITE_|\.(ts|js):\d+|\/tmp\/|canary-/;

const noChannel = /"No channel is available for this model and request right now\."|"get_channel_failed"/;

const namesValue = ({ target, headers, body }: GeneratedRequest): boolean =>
  [target, JSON.stringify(headers), body?.toString() ?? ''].some((part) => part.includes('value'));

/** What is wrong with an answer, in words; nothing when it is as promised. `all` have the shapes errors come in. */
export function judgeAnswer(
  request: GeneratedRequest,
  { status, headers, text }: EdgeAnswer,
  all: readonly Operation[],
): string | undefined {
  const { operation, method, isAddressed } = request;
  const type = headers['content-type'] ?? '';
  // Its pages are built apart; an address gone astray may lead to one.
  if (status === 503 && text.includes('The console is being built')) return undefined;
  // What was asked for in words that are right, of channels that cannot: more than one reference, of `value` alone.
  if (status === 503 && noChannel.test(text) && namesValue(request)) return undefined;
  if (status >= 500) return `a ${status}`;
  if (!/^\d{23}[0-9A-Za-z]{22}$/.test(String(headers['x-request-id'] ?? ''))) return 'no request id';
  // Node's parser says it, before there is a route.
  if (status === 431 || (status === 400 && text.includes('"The request is malformed.'))) return undefined;
  const isWhole = isAddressed && method === operation.method;
  if (isWhole && operation.statuses && !operation.statuses.has(status)) return `undocumented ${status}`;
  if (status < 400 || method === 'HEAD') return undefined;
  if (inside.test(text)) return `the inside shown with ${status}`;
  // Another method may belong to another operation of that address, and another address to anyone.
  const candidates = isWhole ? [operation] : [operation, ...all];
  if (!isAddressed && type.startsWith('text/plain')) return undefined;
  return candidates.some((one) => isShapeOf(one, text, status)) ? undefined : `${status} in another shape`;
}

function isShapeOf(operation: Operation, text: string, status: number): boolean {
  try {
    operation.checkError(text, status);
    return true;
  } catch {
    return false;
  }
}
