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
  if (contract.isEdit)
    return [editThreeWays(model, `${origin}/v1/images/edits`, `${origin}/docs/assets/checks/teapot.png`)];
  return [threeWays(exampleCall(model, contract, origin))];
}

/** The call of a contract's example, where it is one POST of JSON. */
export function exampleCall(model: Model, contract: ContractFeatures, origin: string): Call {
  const path = (contract.endpoint.split(' ')[1] ?? '').replace('{model}', model.name);
  return { url: origin + path, ...callOf(model, contract) };
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

/** A picture is fetched and sent back as a file, as OpenAI's SDKs do; in Python as a data URL. */
function editThreeWays(model: Model, url: string, picture: string): Block {
  const wish = 'Put this teapot on a beach at sunset';
  const prints = /"b64_json":"/;
  const codes: Code[] = [
    code(
      'sh',
      `curl -s -o picture.png ${picture}
curl ${url} \\
  -H "Authorization: Bearer $PLANTAIN_KEY" \\
  -F model=${model.name} \\
  -F 'prompt=${wish}' \\
  -F 'image=@picture.png;type=image/png'`,
      prints,
    ),
    code(
      'ts',
      `const picture = await fetch('${picture}');
const form = new FormData();
form.append('model', '${model.name}');
form.append('prompt', '${wish}');
form.append('image', await picture.blob(), 'picture.png');

const response = await fetch('${url}', {
  method: 'POST',
  headers: { authorization: \`Bearer \${process.env.PLANTAIN_KEY}\` },
  body: form,
});
if (!response.ok) throw new Error(await response.text());
console.log(await response.text());`,
      prints,
    ),
    code(
      'python',
      `import base64, json, os, urllib.request

with urllib.request.urlopen("${picture}") as picture:
    encoded = base64.b64encode(picture.read()).decode()
request = urllib.request.Request(
    "${url}",
    data=json.dumps({
        "model": "${model.name}",
        "prompt": "${wish}",
        "images": [{"image_url": "data:image/png;base64," + encoded}],
    }).encode(),
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
    case 'openai-chat':
      return {
        body: {
          model: name,
          messages: [{ role: 'user', content: prompt }],
          modalities: ['image', 'text'],
          image_config: { aspect_ratio: '16:9' },
        },
        prints: /"images":\[\{"type":"image_url"/,
      };
    case 'openrouter-images':
      return { body: { model: `google/${name}`, prompt, aspect_ratio: '16:9' }, prints: /"b64_json":"/ };
    case 'mcp':
      return {
        body: {
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: { name: 'generate_image', arguments: { model: name, prompt, aspect_ratio: '16:9' } },
        },
        prints: /"status":"succeeded"/,
      };
    case 'generations':
      return {
        body: { model: name, prompt, aspect_ratio: '16:9', wait: 60 },
        prints: /"status":"succeeded"[\s\S]*\/task-artifacts\//,
      };
    default:
      return { body: { model: name, prompt, aspect_ratio: '16:9' }, prints: /\/task-artifacts\// };
  }
}
