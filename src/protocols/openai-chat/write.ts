import type { Artifact, Usage } from '../../generation/outcome.ts';
import type { WriteInput } from '../../generation/protocol.ts';
import type { AnswerPart, WireAnswer } from '../../generation/wire-answer.ts';

/** Answers with one choice per image, as one body or as chunks; images are encoded while they are sent. */
export function writeChat(input: WriteInput): WireAnswer {
  return input.choice.stream ? writeChunks(input) : writeJson(input);
}

function writeJson(input: WriteInput): WireAnswer {
  const body: AnswerPart[] = [`{${headFields(input, 'chat.completion')},"choices":[`];
  for (const [index, artifact] of input.outcome.artifacts.entries()) {
    const content = JSON.stringify(contentOf(input, artifact, index));
    body.push(
      `${index === 0 ? '' : ','}{"index":${index},"message":{"role":"assistant","content":${content}`,
      ...imagesField(input, artifact),
      '},"logprobs":null,"finish_reason":"stop"}',
    );
  }
  body.push(`],"usage":${JSON.stringify(chatUsage(input.outcome.usage))}}`);
  return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body };
}

function writeChunks(input: WriteInput): WireAnswer {
  const head = headFields(input, 'chat.completion.chunk');
  const body: AnswerPart[] = [];
  for (const [index, artifact] of input.outcome.artifacts.entries()) {
    const content = JSON.stringify(contentOf(input, artifact, index));
    body.push(
      `data: {${head},"choices":[{"index":${index},"delta":{"role":"assistant","content":${content}`,
      ...imagesField(input, artifact),
      '},"finish_reason":null}]}\n\n',
      `data: {${head},"choices":[{"index":${index},"delta":{},"finish_reason":"stop"}]}\n\n`,
    );
  }
  if (input.choice.usage) {
    body.push(`data: {${head},"choices":[],"usage":${JSON.stringify(chatUsage(input.outcome.usage))}}\n\n`);
  }
  body.push('data: [DONE]\n\n');
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' },
    body,
  };
}

/**
 * What the model said to this picture, or in the first choice all it said where that is not known; clients that read
 * Markdown get the picture there, too.
 */
function contentOf(input: WriteInput, artifact: Artifact, index: number): string {
  const { calls, text: all } = input.outcome;
  const text = calls?.[index]?.text ?? (index === 0 ? all : '');
  if (input.choice.images !== 'markdown') return text;
  return [text, `![image](${input.urlOf(artifact)})`].filter(Boolean).join('\n\n');
}

/** Clients that read both would show the picture twice, so Markdown comes alone. */
function imagesField(input: WriteInput, artifact: Artifact): AnswerPart[] {
  if (input.choice.images === 'markdown') return [];
  const url: AnswerPart[] =
    input.choice.images === 'url'
      ? [JSON.stringify(input.urlOf(artifact))]
      : [`"data:${artifact.mediaType};base64,`, { artifact, encode: 'base64' }, '"'];
  return [',"images":[{"type":"image_url","image_url":{"url":', ...url, '}}]'];
}

function headFields({ outcome, request }: WriteInput, object: string): string {
  const head = {
    id: `chatcmpl-${outcome.id}`,
    object,
    created: Math.floor(outcome.createdAtMs / 1000),
    model: request.requestedModel,
    // OpenRouter's SDK refuses a whole answer without it and a chunk in which it is null.
    ...(object === 'chat.completion' ? { system_fingerprint: null } : {}),
  };
  return JSON.stringify(head).slice(1, -1);
}

function chatUsage(usage: Usage) {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.imageTokens + usage.textTokens + usage.thoughtTokens,
    total_tokens: usage.totalTokens,
    completion_tokens_details: { reasoning_tokens: usage.thoughtTokens, image_tokens: usage.imageTokens },
  };
}
