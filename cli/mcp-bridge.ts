import { causeOf } from '../client/cause-of.ts';

export interface McpBridgeParts {
  /** Origin of the gateway, without a slash at the end. */
  readonly url: string;
  readonly key: string;
  /** Takes one JSON-RPC message, without a line end. */
  readonly write: (message: string) => void;
}

export interface McpBridge {
  /** One JSON-RPC message of the client. Its answers are written as they come. */
  send(line: string): void;
  /** Resolves when everything sent so far is answered. */
  settled(): Promise<void>;
}

interface Message {
  readonly id?: string | number;
  readonly method?: string;
}

/** Carries JSON-RPC messages to `POST /mcp` of a gateway and its answers back. */
export function createMcpBridge({ url, key, write }: McpBridgeParts): McpBridge {
  const pending = new Set<Promise<void>>();
  const session: Record<string, string> = {};
  /** Everything after `initialize` needs the session it opens. */
  let opened: Promise<unknown> = Promise.resolve();

  async function exchange(line: string, message: Message): Promise<void> {
    const response = await fetch(`${url}/mcp`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...session,
      },
      body: line,
    });
    const opens = response.headers.get('mcp-session-id');
    if (opens) session['mcp-session-id'] = opens;
    if (response.headers.get('content-type')?.startsWith('text/event-stream') && response.body) {
      for await (const data of eventData(response.body)) write(data);
      return;
    }
    const text = await response.text();
    // Notifications are not answered, whatever the gateway says to them.
    if (text === '' || message.id === undefined) return;
    if (response.ok) write(text);
    else answerError(message, errorText(response.status, text));
  }

  const answerError = ({ id = null }: { id?: string | number | null }, text: string) =>
    write(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32000, message: text } }));

  const refuse = (code: number, message: string) =>
    write(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } }));

  return {
    send(line) {
      let message: Message;
      try {
        message = JSON.parse(line) as Message;
      } catch {
        return refuse(-32700, 'Not JSON.');
      }
      if (typeof message !== 'object' || message === null) return refuse(-32600, 'No message of JSON-RPC.');
      const done = opened
        .then(() => exchange(line, message))
        .catch((error: Error) => {
          if (message.id === undefined) return;
          answerError(
            message,
            `The gateway at ${url} does not answer (${causeOf(error)}). Start it with "plantain serve".`,
          );
        });
      pending.add(done);
      void done.finally(() => pending.delete(done));
      if (message.method === 'initialize') opened = done;
    },
    async settled() {
      await Promise.all(pending);
    },
  };
}

/** The `data` of each server-sent event; the gateway writes one line per event. */
async function* eventData(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pieces: string[] = [];
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    const lines = decoder.decode(chunk, { stream: true }).split('\n');
    const last = lines.pop() as string;
    for (const line of lines) {
      const whole = pieces.join('') + line;
      pieces = [];
      if (whole.startsWith('data: ')) yield whole.slice(6);
    }
    pieces.push(last);
  }
}

function errorText(status: number, text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: string } };
    if (error?.message) return error.message;
  } catch {
    // Something between here and the gateway answered with a page of its own.
  }
  return `The gateway answered with status ${status}.`;
}
