import type { FailureCode } from '../../generation/failure.ts';
import { plainStatuses } from '../../generation/plain-failures.ts';
import { looseJson } from '../../lib/loose-json.ts';
import { type Asked, ask, at, type Door, list } from '../ask.ts';
import { type Driver, eventsOf, type Reply } from './driver.ts';

/** Tool calls as agents make them; one that takes long is waited for by its id. */
export const mcp: Driver = {
  async run(door, { model, prompt, wish, references }) {
    const isEdit = references.length > 0;
    let called = await callTool(door, isEdit ? 'edit_image' : 'generate_image', {
      model,
      prompt,
      ...(isEdit ? { images: references.map(({ url }) => url) } : {}),
      aspect_ratio: wish.aspectRatio,
      resolution: wish.resolution,
      output_format: wish.outputFormat,
      wait_seconds: 200,
    });
    for (let waited = 0; isRunning(called.result) && waited < 5; waited += 1) {
      const id = at(called.result, 'structuredContent', 'id');
      called = await callTool(door, 'wait_for_image', { id, wait_seconds: 200 });
    }
    return replyOf(called);
  },
};

interface Called {
  readonly asked: Asked;
  readonly result: unknown;
}

async function callTool(door: Door, name: string, given: object): Promise<Called> {
  const headers = { ...door.headers, accept: 'application/json, text/event-stream' };
  const asked = await ask({ ...door, headers }, 'POST', '/mcp', {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name, arguments: given },
  });
  const isStream = asked.headers['content-type']?.startsWith('text/event-stream') ?? false;
  const message = isStream ? eventsOf(asked).events.at(-1) : looseJson(asked.text);
  return { asked, result: at(message, 'result') };
}

const isRunning = (result: unknown) =>
  ['queued', 'running'].includes(String(at(result, 'structuredContent', 'status')));

/** A call that never became a generation is what the others refuse with a status: that of the word it comes with. */
function replyOf({ asked, result }: Called): Reply {
  const id = at(result, 'structuredContent', 'id');
  const word = at(result, 'structuredContent', 'error') as FailureCode;
  const refused = plainStatuses[word] ?? 400;
  const status = asked.status === 200 && typeof id !== 'string' ? refused : asked.status;
  const headers = { ...asked.headers, ...(typeof id === 'string' ? { 'x-plantain-generation': id } : {}) };
  const images = list(at(result, 'structuredContent', 'images')).map((image) => ({
    url: String(at(image, 'url')),
  }));
  const said = list(at(result, 'content')).map((part) => at(part, 'text'));
  const message = typeof said[0] === 'string' ? said[0] : asked.text.slice(0, 300);
  return { status, headers, images, ...(images.length > 0 ? {} : { message }) };
}
