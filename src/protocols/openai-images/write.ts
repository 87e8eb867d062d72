import { formatOf } from '../../generation/image-format.ts';
import { type Artifact, noUsage, type Usage } from '../../generation/outcome.ts';
import type { WriteInput } from '../../generation/protocol.ts';
import type { AnswerPart, WireAnswer } from '../../generation/wire-answer.ts';

/** Answers with URLs or with Base64 encoded from the stored files, as one JSON body or as events. */
export function writeImages(input: WriteInput): WireAnswer {
  return input.choice.stream ? writeEvents(input) : writeJson(input);
}

function writeJson(input: WriteInput): WireAnswer {
  const body: AnswerPart[] = [`{"created":${seconds(input)},"data":[`];
  for (const [index, artifact] of input.outcome.artifacts.entries()) {
    body.push(index === 0 ? '{' : ',{', ...imageFields(input, artifact), '}');
  }
  body.push(
    `],${detailFields(input.outcome.artifacts[0] as Artifact)},"usage":${JSON.stringify(usageOf(input.outcome.usage))}}`,
  );
  return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body };
}

/**
 * One `completed` event per image: the upstreams make no partial ones. Each tells the tokens of its own image, so that
 * those who add them up have the total; where that is not known the first tells it all.
 */
function writeEvents(input: WriteInput): WireAnswer {
  const type = String(input.choice.event);
  const { artifacts, calls, usage: total } = input.outcome;
  const body: AnswerPart[] = [];
  for (const [index, artifact] of artifacts.entries()) {
    const usage = calls?.[index]?.usage ?? (index === 0 ? total : noUsage);
    body.push(
      `event: ${type}\ndata: {"type":"${type}","created_at":${seconds(input)},`,
      ...imageFields(input, artifact),
      `,${detailFields(artifact)},${unsaid},"usage":${JSON.stringify(usageOf(usage))}}\n\n`,
    );
  }
  body.push('data: [DONE]\n\n');
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' },
    body,
  };
}

function imageFields(input: WriteInput, artifact: Artifact): AnswerPart[] {
  const { responseFormat } = input.choice;
  const url = `"url":${JSON.stringify(input.urlOf(artifact))}`;
  if (responseFormat === 'url') return [url];
  const lead = responseFormat === 'both' ? `${url},` : '';
  return [`${lead}"b64_json":"`, { artifact, encode: 'base64' }, '"'];
}

/** What OpenAI's own answers add: the real pixels and format. */
function detailFields({ width, height, mediaType }: Artifact): string {
  const details = { size: `${width}x${height}`, output_format: formatOf(mediaType) };
  return JSON.stringify(details).slice(1, -1);
}

/** Required of events; the models have no such settings, so they were chosen for the client. */
const unsaid = '"quality":"auto","background":"auto"';

const seconds = (input: WriteInput) => Math.floor(input.outcome.createdAtMs / 1000);

function usageOf(usage: Usage) {
  return {
    input_tokens: usage.promptTokens,
    output_tokens: usage.imageTokens + usage.textTokens + usage.thoughtTokens,
    total_tokens: usage.totalTokens,
    input_tokens_details: {
      text_tokens: usage.promptTokens - usage.promptImageTokens,
      image_tokens: usage.promptImageTokens,
    },
    output_tokens_details: {
      text_tokens: usage.textTokens + usage.thoughtTokens,
      image_tokens: usage.imageTokens,
    },
  };
}
