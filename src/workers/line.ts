/** The channel that Node opens between a process and a child; both ends have this shape. */
export interface ChannelEnd {
  send(message: object, callback: (error: Error | null) => void): unknown;
  on(event: 'message', listen: (message: unknown) => void): unknown;
}

/** What one side can be asked: by topic, one body in, one answer out; all of it JSON. */
export type Topics = object;
type Handler = (body: never) => unknown;
type BodyOf<Act> = Act extends (body: infer Body) => unknown ? Body : never;
type AnswerOf<Act> = Act extends (...inputs: never[]) => infer Answer ? Awaited<Answer> : never;

export interface Line<Theirs extends Topics> {
  /** Rejects when the other side failed to answer, or is gone. */
  ask<Topic extends keyof Theirs & string>(
    topic: Topic,
    body: BodyOf<Theirs[Topic]>,
  ): Promise<AnswerOf<Theirs[Topic]>>;
  /** The other side is gone: what was asked is not answered any more. */
  close(): void;
}

type Message =
  | { readonly ask: string; readonly id: number; readonly body: unknown }
  | { readonly answer: number; readonly value?: unknown; readonly error?: string };

interface Waiter {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Questions and answers between the primary and one worker; either side asks. */
export function openLine<Theirs extends Topics>(channel: ChannelEnd, ours: Topics): Line<Theirs> {
  const waiting = new Map<number, Waiter>();
  const answers = ours as Readonly<Record<string, Handler | undefined>>;
  let count = 0;
  // Who cannot be reached is about to be told to be gone.
  const send = (message: Message) => channel.send(message, () => {});

  async function answer(id: number, topic: string, body: unknown): Promise<void> {
    try {
      send({ answer: id, value: await answers[topic]?.(body as never) });
    } catch (error) {
      send({ answer: id, error: error instanceof Error ? error.message : String(error) });
    }
  }

  channel.on('message', (raw) => {
    const message = raw as Message;
    if ('ask' in message) {
      void answer(message.id, message.ask, message.body);
      return;
    }
    const waiter = waiting.get(message.answer);
    waiting.delete(message.answer);
    if (message.error === undefined) waiter?.resolve(message.value);
    else waiter?.reject(new Error(message.error));
  });

  return {
    ask: (topic, body) =>
      new Promise((resolve, reject) => {
        count += 1;
        waiting.set(count, { resolve: resolve as Waiter['resolve'], reject });
        send({ ask: topic, id: count, body });
      }),
    close() {
      for (const { reject } of waiting.values()) reject(new Error('the other process is gone'));
      waiting.clear();
    },
  };
}
