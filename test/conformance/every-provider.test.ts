import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { shippedModels, shippedUpstreamModels } from '../../src/catalog/shipped-models.ts';
import type { UpstreamModel } from '../../src/generation/model.ts';
import type { ChannelSettings, Provider, ReadyReference } from '../../src/generation/provider.ts';
import type { GenerationRequest } from '../../src/generation/request.ts';
import { discover } from '../../src/lib/discover.ts';
import {
  openWireRecorder,
  referenceFile,
  settingsVariants,
  type WireRecorder,
} from './provider-wire.test.kit.ts';
import { discoverProviders, suiteRequest } from './provider-work.test.kit.ts';

const catalog = createCatalog(shippedModels, shippedUpstreamModels);

describe('every provider', async () => {
  const providers = await discoverProviders();
  let recorder: WireRecorder;
  let folder: string;
  let withUrl: ReadyReference;
  let inline: ReadyReference;
  before(async () => {
    recorder = await openWireRecorder();
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-wire-'));
    withUrl = referenceFile(folder, 'one.png', 'https://example.com/one.png');
    inline = referenceFile(folder, 'two.png', 'inline');
  });
  after(async () => {
    recorder.close();
    await rm(folder, { recursive: true });
  });

  const upstreamsOf = (provider: Provider): UpstreamModel[] =>
    shippedModels.flatMap((model) =>
      (provider.upstreamIds?.(model) ?? model.upstreamIds).map((id) => {
        const upstream = catalog.upstream(id);
        assert.ok(upstream, `${provider.name} names ${id}, which the catalogue does not know`);
        return upstream;
      }),
    );

  /** What became of a wish: it changed the request, was reported, both or neither. */
  const fateOf = async (
    provider: Provider,
    settings: ChannelSettings,
    upstream: UpstreamModel,
    wish: Partial<GenerationRequest>,
    parameter: string,
  ) => {
    const request = { ...suiteRequest, ...wish };
    const parsed = provider.settings.parse(settings) as ChannelSettings;
    const plain = await recorder.wireOf(provider, settings, upstream, suiteRequest);
    const asked = await recorder.wireOf(provider, settings, upstream, request);
    const omitted = provider.omissions(request, upstream, parsed).map((omission) => omission.parameter);
    assert.ok(
      omitted.every((name) => name === parameter),
      `${omitted} were reported, not asked for`,
    );
    return { isSent: asked.body !== plain.body, isReported: omitted.length > 0, plain, asked };
  };

  for (const provider of providers) {
    const upstreams = upstreamsOf(provider);
    for (const settings of settingsVariants(provider)) {
      const name = `${provider.name} ${JSON.stringify(settings)}`;
      const parsed = provider.settings.parse(settings) as ChannelSettings;

      it(`${name} sends every ratio and size it declares, and reports every other`, async () => {
        // One with every ratio and size, and one whose API refuses the field of the size.
        const models = [
          upstreams.find((upstream) => upstream.resolutions.length === 4),
          upstreams.find((upstream) => !upstream.takesResolution),
        ].filter((upstream) => upstream !== undefined);
        assert.equal(models.length, 2);
        for (const upstream of models) {
          const declared = provider.capabilities(upstream, parsed);
          for (const aspectRatio of upstream.aspectRatios) {
            const fate = await fateOf(provider, settings, upstream, { aspectRatio }, 'aspect_ratio');
            const isDeclared = declared.aspectRatios.includes(aspectRatio);
            assert.equal(fate.isReported, !isDeclared, `${upstream.id} ${aspectRatio} reported`);
            // 1:1 may be what a gateway makes unasked.
            if (aspectRatio !== '1:1')
              assert.equal(fate.isSent, isDeclared, `${upstream.id} ${aspectRatio} sent`);
          }
          for (const resolution of upstream.resolutions) {
            const fate = await fateOf(provider, settings, upstream, { resolution }, 'resolution');
            const isDeclared = declared.resolutions.includes(resolution);
            assert.equal(fate.isReported, !isDeclared, `${upstream.id} ${resolution} reported`);
            // 1K is what they make unasked.
            if (resolution !== '1K')
              assert.equal(fate.isSent, isDeclared, `${upstream.id} ${resolution} sent`);
          }
        }
      });

      it(`${name} sends or reports search and text, and sends the prompt, formats and references it declares`, async () => {
        for (const upstream of upstreams.slice(0, 2)) {
          const declared = provider.capabilities(upstream, parsed);
          const search = await fateOf(provider, settings, upstream, { search: true }, 'google_search');
          assert.deepEqual([search.isSent, search.isReported], [declared.search, !declared.search]);
          const text = await fateOf(provider, settings, upstream, { text: true }, 'response_modalities');
          const isTextSent = text.isSent || /"text"\]/i.test(text.plain.body);
          assert.notEqual(isTextSent, text.isReported, 'text is sent or reported');
          assert.ok(text.plain.body.includes('a plantain of the suite'));
          for (const outputFormat of ['png', 'jpeg', 'webp'] as const) {
            const format = await fateOf(provider, settings, upstream, { outputFormat }, '');
            // What is made here of another format is asked for in that one.
            if (declared.outputFormats.includes(outputFormat)) assert.ok(format.isSent, outputFormat);
            else assert.ok(!format.asked.body.includes(outputFormat), `${outputFormat} is not asked for`);
          }
          const pictures = declared.referencesAs === 'url' ? [withUrl] : [withUrl, inline];
          const { body } = await recorder.wireOf(provider, settings, upstream, suiteRequest, pictures);
          for (const picture of pictures) assert.ok(holds(body, picture), `${picture.source} is sent`);
        }
      });
    }
  }

  it('is found by its file alone', async () => {
    const file = path.join(folder, 'another-api.js');
    await writeFile(file, "export default { name: 'another-api', title: 'Another' };\n");
    const found = await discover<{ name: string; title: string }>(folder, 'files');
    assert.deepEqual(
      found.map(({ title }) => title),
      ['Another'],
    );
    await rm(file);
  });

  it('says of each setting what it is', async () => {
    const { z } = await import('zod');
    for (const provider of providers) {
      const { properties = {} } = z.toJSONSchema(provider.settings, { io: 'input' });
      for (const [name, schema] of Object.entries(properties)) {
        const { title, description } = schema as { title?: string; description?: string };
        assert.ok(title && description, `${provider.name}.${name} has no title or description`);
      }
    }
  });
});

/** As bytes, as Base64, or as the URL it came from. */
function holds(body: string, { path: file, source }: ReadyReference): boolean {
  const text = `the bytes of ${path.basename(file)} \u00ff\u0000`;
  const base64 = Buffer.from(text, 'latin1').toString('base64');
  return body.includes(text) || body.includes(base64) || (source !== 'inline' && body.includes(source));
}
