import { type Order, shownBody } from './order.ts';

export const contracts = {
  generations: '/v1/generations',
  images: 'OpenAI Images',
  chat: 'OpenAI Chat',
  gemini: 'Gemini',
  tasks: '/api/v1/generateTask',
  model: '/model/v1/generation',
} as const;
export type ContractName = keyof typeof contracts;
export type CodeLanguage = 'curl' | 'typescript' | 'python';

interface Call {
  readonly path: string;
  readonly body: object;
}

/** The same wish in the words of each contract. */
function callOf(contract: ContractName, order: Order): Call {
  const {
    model,
    prompt,
    references = [],
    ...rest
  } = shownBody(order) as ReturnType<typeof shownBody> & {
    references?: string[];
  };
  const { aspect_ratio, resolution, output_format, count, strategy } = rest as Record<
    string,
    string | number
  >;
  const filled = (fields: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const pictures = references.length > 0 ? references : undefined;
  switch (contract) {
    case 'generations':
      return { path: '/v1/generations', body: { ...shownBody(order), wait: 120 } };
    case 'images':
      return {
        path: '/v1/images/generations',
        body: filled({
          model,
          prompt,
          n: count,
          aspect_ratio,
          resolution,
          output_format,
          image_urls: pictures,
        }),
      };
    case 'chat':
      return {
        path: '/v1/chat/completions',
        body: {
          model,
          modalities: ['image', 'text'],
          ...(aspect_ratio || resolution
            ? { image_config: filled({ aspect_ratio, image_size: resolution }) }
            : {}),
          messages: [
            {
              role: 'user',
              content: [
                { type: 'text', text: prompt },
                ...references.map((url) => ({ type: 'image_url', image_url: { url } })),
              ],
            },
          ],
        },
      };
    case 'gemini':
      return {
        path: `/v1beta/models/${model}:generateContent`,
        body: {
          contents: [
            {
              role: 'user',
              parts: [{ text: prompt }, ...references.map((fileUri) => ({ fileData: { fileUri } }))],
            },
          ],
          generationConfig: {
            responseModalities: ['TEXT', 'IMAGE'],
            ...(aspect_ratio || resolution
              ? { imageConfig: filled({ aspectRatio: aspect_ratio, imageSize: resolution }) }
              : {}),
          },
        },
      };
    case 'tasks':
      return {
        path: `/api/v1/generateTask/${model}`,
        body: filled({
          callback_url: 'https://example.com/hook',
          provider: strategy,
          input: filled({
            mode: pictures ? 'image-to-image' : 'text-to-image',
            prompt,
            aspect_ratio,
            resolution,
            output_format,
            image_urls: pictures,
          }),
        }),
      };
    case 'model':
      return {
        path: '/model/v1/generation',
        body: filled({ model, prompt, aspect_ratio, resolution, image_urls: pictures }),
      };
  }
}

export function codeOf(contract: ContractName, language: CodeLanguage, order: Order, origin: string): string {
  const { path, body } = callOf(contract, order);
  const json = JSON.stringify(body, null, 2);
  const url = `${origin}${path}`;
  if (language === 'curl') {
    return [
      `curl -s ${url} \\`,
      '  -H "authorization: Bearer $PLANTAIN_KEY" \\',
      '  -H "content-type: application/json" \\',
      `  -d @- <<'JSON'\n${json}\nJSON`,
    ].join('\n');
  }
  if (language === 'typescript') {
    return [
      `const response = await fetch('${url}', {`,
      "  method: 'POST',",
      '  headers: {',
      `    authorization: \`Bearer \${process.env.PLANTAIN_KEY}\`,`,
      "    'content-type': 'application/json',",
      '  },',
      `  body: JSON.stringify(${json.replaceAll('\n', '\n  ')}),`,
      '});',
      'console.log(response.status, await response.json());',
    ].join('\n');
  }
  return [
    'import json, os, urllib.request',
    '',
    `body = json.loads(r"""${json}""")`,
    'request = urllib.request.Request(',
    `    "${url}",`,
    '    data=json.dumps(body).encode(),',
    '    headers={',
    '        "authorization": f"Bearer {os.environ[\'PLANTAIN_KEY\']}",',
    '        "content-type": "application/json",',
    '    },',
    ')',
    'with urllib.request.urlopen(request) as response:',
    '    print(response.status, json.load(response))',
  ].join('\n');
}
