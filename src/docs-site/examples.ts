import type { Model } from '../generation/model.ts';
import type { ContractFeatures } from '../verification/contract-features.ts';
import { type Block, type Code, code } from './page.ts';

const prompt = 'A plantain on a white plate, studio light';

interface Call {
  readonly url: string;
  readonly body: unknown;
  /** What its answer must hold. */
  readonly prints: RegExp;
}

/** The request of a contract three ways, and what is done with its answer. A test runs each as it stands. */
export function examplesOf(model: Model, contract: ContractFeatures, origin: string): Block[] {
  const path = (contract.endpoint.split(' ')[1] ?? '').replace('{model}', model.name);
  return [threeWays({ url: origin + path, ...callOf(model, contract) })];
}

/** One POST of JSON in curl, TypeScript and Python. */
export function threeWays({ url, body, prints }: Call): Block {
  const json = JSON.stringify(body, null, 2);
  const codes: Code[] = [
    code(
      'sh',
      `curl ${url} \\
  -H "Authorization: Bearer $PLANTAIN_KEY" \\
  -H 'Content-Type: application/json' \\
  -d '${json}'`,
      prints,
    ),
    code(
      'ts',
      `const response = await fetch('${url}', {
  method: 'POST',
  headers: {
    authorization: \`Bearer \${process.env.PLANTAIN_KEY}\`,
    'content-type': 'application/json',
  },
  body: JSON.stringify(${indented(json, '  ')}),
});
if (!response.ok) throw new Error(await response.text());
console.log(await response.text());`,
      prints,
    ),
    code(
      'python',
      `import json, os, urllib.request

request = urllib.request.Request(
    "${url}",
    data=json.dumps(${indented(json, '    ')}).encode(),
    headers={
        "Authorization": "Bearer " + os.environ["PLANTAIN_KEY"],
        "Content-Type": "application/json",
    },
)
with urllib.request.urlopen(request) as response:
    print(response.read().decode())`,
      prints,
    ),
  ];
  return { kind: 'examples', codes };
}

const indented = (text: string, by: string) => text.replaceAll('\n', `\n${by}`);

function callOf({ name }: Model, contract: ContractFeatures): Omit<Call, 'url'> {
  switch (contract.name) {
    case 'gemini':
      return {
        body: {
          contents: [{ role: 'user', parts: [{ text: prompt }] }],
          generationConfig: { responseModalities: ['IMAGE'], imageConfig: { aspectRatio: '16:9' } },
        },
        prints: /"inlineData"/,
      };
    case 'generate-task':
      return {
        body: { input: { mode: 'text-to-image', prompt, aspect_ratio: '16:9' } },
        prints: /"taskId"/,
      };
    case 'model-generation':
      return {
        body: { model: name, input: [{ params: { prompt, aspect_ratio: '16:9' } }] },
        prints: /"status":"in_progress"/,
      };
    case 'model-queue':
      return { body: { prompt, aspect_ratio: '16:9' }, prints: /"request_id"/ };
    case 'generations':
      return {
        body: { model: name, prompt, aspect_ratio: '16:9', wait: 60 },
        prints: /"status":"succeeded"[\s\S]*\/task-artifacts\//,
      };
    default:
      return { body: { model: name, prompt, aspect_ratio: '16:9' }, prints: /\/task-artifacts\// };
  }
}
