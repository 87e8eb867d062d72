import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { shippedModels, shippedUpstreamModels } from '../../src/catalog/shipped-models.ts';
import { answersOf } from '../../src/docs-site/answers.ts';
import { exampleCall } from '../../src/docs-site/examples.ts';
import { contractFeatures } from '../../src/verification/contract-features.ts';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { repositoryRoot } from '../services/repository-root.ts';

describe('the answers on the public pages', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.close());

  const [model] = createCatalog(shippedModels, shippedUpstreamModels).models.slice(1);
  assert.ok(model);

  async function send(method: string, url: string, body?: unknown): Promise<unknown> {
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${gateway.liveKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text);
  }
  async function editBody() {
    const file = await readFile(path.join(repositoryRoot(), 'docs/assets/checks/teapot.png'));
    const image_url = `data:image/png;base64,${file.toString('base64')}`;
    return { model: model?.name, prompt: 'a beach', images: [{ image_url }] };
  }

  for (const contract of contractFeatures) {
    it(`of ${contract.title} hold nothing that the gateway does not answer`, async () => {
      const { url, body } = exampleCall(model, contract, gateway.url);
      const answers = answersOf(model, contract, gateway.url);
      assert.ok(answers.length > 0);
      const first = await send('POST', url, contract.isEdit ? await editBody() : body);
      const id = /20\d{12}[0-9A-Za-z]{31}/.exec(JSON.stringify(first))?.[0] ?? '';
      for (const { call, value } of answers) {
        let real = first;
        for (const startedMs = Date.now(); call !== undefined; ) {
          real = await send('GET', gateway.url + call.replace('GET ', '').replace('{id}', id));
          if (missing(value, real).length === 0 || Date.now() - startedMs > 20_000) break;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        assert.deepEqual(missing(value, real), [], JSON.stringify(real).slice(0, 2_000));
      }
    });
  }
});

/** Paths of what stands in an example and is not there, or of another type, in an answer. */
function missing(shown: unknown, real: unknown, place = ''): string[] {
  if (Array.isArray(shown)) {
    if (!Array.isArray(real)) return [place];
    return shown.flatMap((entry, index) => missing(entry, real[index], `${place}[${index}]`));
  }
  if (typeof shown === 'object' && shown !== null) {
    if (typeof real !== 'object' || real === null) return [place];
    return Object.entries(shown).flatMap(([name, value]) =>
      missing(value, (real as Record<string, unknown>)[name], `${place}.${name}`),
    );
  }
  // Words that a client decides by are the same words.
  const isWord =
    typeof shown === 'string' &&
    /^(?:status|state|object|type|finishReason)$/.test(place.split('.').at(-1) ?? '');
  if (isWord) return shown === real ? [] : [place];
  return typeof shown === typeof real ? [] : [place];
}
