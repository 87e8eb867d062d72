import type { Model } from '../generation/model.ts';
import type { ContractFeatures } from '../verification/contract-features.ts';
import { type Block, code } from './page.ts';

const prompt = 'A plantain on a white plate, studio light';

/** The same request three ways. */
export function examples(model: Model, contract: ContractFeatures, origin: string): Block[] {
  const url = origin + (contract.endpoint.split(' ')[1] ?? '').replace('{model}', model.name);
  const body = JSON.stringify(bodyOf(model, contract), null, 2);
  return [
    code(
      'sh',
      `curl ${url} \\\n  -H "Authorization: Bearer $PLANTAIN_KEY" \\\n  -H 'Content-Type: application/json' \\\n  -d '${body}'`,
    ),
    code(
      'ts',
      `const response = await fetch('${url}', {\n  method: 'POST',\n  headers: {\n    authorization: \`Bearer \${process.env.PLANTAIN_KEY}\`,\n    'content-type': 'application/json',\n  },\n  body: JSON.stringify(${body}),\n});\nconsole.log(await response.json());`,
    ),
    code(
      'python',
      `import json, os, urllib.request\n\nrequest = urllib.request.Request(\n    "${url}",\n    data=json.dumps(${body}).encode(),\n    headers={\n        "Authorization": "Bearer " + os.environ["PLANTAIN_KEY"],\n        "Content-Type": "application/json",\n    },\n)\nprint(urllib.request.urlopen(request).read().decode())`,
    ),
  ];
}

function bodyOf({ name }: Model, contract: ContractFeatures): unknown {
  switch (contract.name) {
    case 'gemini':
      return {
        contents: [{ role: 'user', parts: [{ text: prompt }] }],
        generationConfig: { responseModalities: ['IMAGE'], imageConfig: { aspectRatio: '16:9' } },
      };
    case 'generate-task':
      return { input: { mode: 'text-to-image', prompt, aspect_ratio: '16:9' } };
    case 'model-generation':
      return { model: name, input: [{ params: { prompt, aspect_ratio: '16:9' } }] };
    case 'model-queue':
      return { prompt, aspect_ratio: '16:9' };
    default:
      return { model: name, prompt, aspect_ratio: '16:9' };
  }
}
