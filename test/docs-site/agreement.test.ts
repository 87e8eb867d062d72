import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Command } from 'commander';
import { createProgram } from '../../cli/program.ts';
import { reservedNames } from '../../src/catalog/reserved-names.ts';
import { capabilityKeys, channelKeys, modelKeys, readConfig } from '../../src/config.ts';
import { capabilityWords } from '../../src/docs-site/capability-words.ts';
import { guidePrompts } from '../../src/docs-site/guide-prompts.ts';
import { languages } from '../../src/docs-site/language.ts';
import { modelWords } from '../../src/docs-site/model-words.ts';
import { channelsExample } from '../../src/docs-site/pages/channel-blocks.ts';
import { modelsExample } from '../../src/docs-site/pages/model-blocks.ts';
import { parametersOf } from '../../src/docs-site/pages/parameter-table.ts';
import { wordsName } from '../../src/docs-site/schema-fields.ts';
import { channelWords, settingWords } from '../../src/docs-site/setting-words.ts';
import { allPages, site } from '../../src/docs-site/site.ts';
import type { SiteInput } from '../../src/docs-site/site-input.ts';
import { writeMarkdown } from '../../src/docs-site/write-markdown.ts';
import { configSettings } from '../../src/environment.ts';
import { failures } from '../../src/generation/failure.ts';
import { limitsOf } from '../../src/generation/model.ts';
import { defaultConcurrency } from '../../src/ledger/running-of-keys.ts';
import { generateArguments } from '../../src/protocols/mcp/tools.ts';
import { judgeAttempt } from '../../src/tasks/callbacks/judge-attempt.ts';
import { contractFeatures } from '../../src/verification/contract-features.ts';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { repositoryRoot } from '../services/repository-root.ts';
import { openSite } from './open-site.test.kit.ts';

/** Commands of a user, and programs of their own. */
const ofUsers = ['serve', 'generate', 'tasks', 'quote', 'models', 'doctor', 'mcp', 'emulator', 'completion'];

/** Names of an operator's commands that work in the store alone. */
function storeOnly(command: Command, above = ''): string[] {
  if (ofUsers.includes(command.name())) return [];
  const name = `${above}${command.name()}`;
  if (command.commands.length > 0) return command.commands.flatMap((below) => storeOnly(below, `${name} `));
  return command.options.some(({ long }) => long === '--server') ? [] : [name];
}

const adminToken = 'a-token-of-the-operators-1';

describe('pages and gateway agree, both ways', () => {
  let gateway: TestGateway;
  let input: SiteInput;
  let pages: ReturnType<typeof site>;
  before(async () => {
    gateway = await startGateway({ env: { PLANTAIN_ADMIN_TOKEN: adminToken } });
    input = await openSite(gateway.url);
    pages = site(input);
  });
  after(() => gateway.close());

  const textOf = (name: string) => {
    const page = pages.page(name);
    assert.ok(page, name);
    return writeMarkdown(page, 'en');
  };
  const rows = (text: string) => [...text.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name as string);

  it('on the settings: every variable that is read is explained, in the guide and in the README, and no other', () => {
    const read = configSettings.map(({ name }) => name).sort();
    assert.deepEqual(Object.keys(settingWords).sort(), read);
    const readme = readFileSync(path.join(repositoryRoot(), 'README.md'), 'utf8');
    const table = readme.slice(readme.indexOf('| Variable |')).split('\n\n')[0] ?? '';
    const told = table.split('\n').flatMap((line) => {
      const names = line.split('|')[1] ?? '';
      return [...names.matchAll(/`([A-Z0-9_]+)`/g)].map(([, name]) => name as string);
    });
    assert.deepEqual(told.sort(), read);
  });

  it('on the keys of a channel, whose example the server reads', async () => {
    assert.deepEqual(Object.keys(channelWords).sort(), [...channelKeys].sort());
    assert.deepEqual(Object.keys(capabilityWords).sort(), [...capabilityKeys].sort());
    const folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-docs-'));
    const file = path.join(folder, 'plantain.yaml');
    await writeFile(file, channelsExample);
    const config = readConfig({ PLANTAIN_CONFIG: file, GEMINI_API_KEY: 'a', RESELLER_KEY: 'b' });
    await rm(folder, { recursive: true });
    assert.deepEqual(
      config.channels.map(({ id, credential }) => [id, credential]),
      [
        ['google', 'a'],
        ['reseller', 'b'],
      ],
    );
  });

  it('on the providers: the guide names every file of the folder, and no other', () => {
    const folder = path.join(repositoryRoot(), 'src/providers');
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.includes('.test.'));
    const [, section = ''] = textOf('/docs/operators').split('\n### Providers\n');
    const named = rows(section.split(/\n##+ /)[0] ?? '');
    assert.deepEqual(named.sort(), files.map((name) => path.basename(name, '.ts')).sort());
  });

  it('on the keys of a model, whose example the server reads', async () => {
    assert.deepEqual(Object.keys(modelWords).sort(), [...modelKeys].sort());
    const folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-docs-'));
    const file = path.join(folder, 'plantain.yaml');
    const readme = readFileSync(path.join(repositoryRoot(), 'README.md'), 'utf8');
    const [, ofReadme] = /```yaml\n(models:[\s\S]*?)```/.exec(readme) ?? [];
    for (const example of [modelsExample, ofReadme ?? '']) {
      await writeFile(file, example);
      const { catalog } = readConfig({ PLANTAIN_CONFIG: file });
      assert.ok(catalog.models.some(({ aliases }) => aliases.includes('gpt-image-1')));
      assert.ok(catalog.prices.some(({ model, actor }) => model === 'house-style' && actor === 'config'));
    }
    await rm(folder, { recursive: true });
  });

  it('on names that no model may have: those of the pages beside them, and no other', () => {
    const models = new Set(input.models.map(({ name }) => name));
    const steps = pages.paths
      .map((page) => page.split('/')[2] ?? '')
      .filter((step) => step && !models.has(step));
    // Answered by routes of their own.
    const others = ['assets', 'search', ...languages.filter((language) => language !== 'en')];
    assert.deepEqual([...reservedNames].sort(), [...new Set([...steps, ...others])].sort());
  });

  it('on failures: each code of the table is on the page of errors, with the status each contract writes', () => {
    const text = textOf('/docs/errors');
    const names = Object.keys(failures);
    assert.deepEqual(rows(text), [...names, ...names]);
    for (const { name, title, failures: wire } of input.protocols) {
      if (!contractFeatures.some((contract) => contract.name === name)) continue;
      assert.match(text, new RegExp(`^\\| Code \\|.*[ ,]${title}[,|]| ${title} \\|`, 'm'), title);
      for (const { status, code } of Object.values(wire))
        assert.ok(text.includes(`\`${status} ${code}\``), code);
    }
  });

  it('on routes: each operation of the document has its place in the reference, and there is no other', () => {
    const documented = Object.entries(input.document().paths).flatMap(([route, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${route}`),
    );
    const shown = allPages(pages)
      .filter((page) => page.path.startsWith('/docs/api/'))
      .flatMap((page) =>
        [...writeMarkdown(page, 'en').matchAll(/^## (.+)$/gm)].map(([, title]) => title as string),
      );
    assert.deepEqual(shown.sort(), documented.sort());
    const called = allPages(pages).flatMap((page) =>
      [...writeMarkdown(page, 'en').matchAll(/`((?:GET|POST|PUT|DELETE) \/[^`?\s]*)`/g)].map(
        ([, call]) => call as string,
      ),
    );
    assert.ok(called.length > 20, `${called.length} calls`);
    const known = documented.map(
      (call) => new RegExp(`^${call.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+')}$`),
    );
    for (const call of called)
      assert.ok(
        known.some((pattern) => pattern.test(call)),
        `${call} is not in /openapi.json`,
      );
  });

  it('on what a contract has words for: the fields that its schema reads, and no others', () => {
    /** The body is Google's, of which the document names only what every client needs. */
    const unlisted = 'gemini';
    /** Read to be refused, with a sentence. */
    const refused = { contract: 'openrouter-images', field: 'stream' };
    for (const contract of contractFeatures) {
      if (contract.name === unlisted) continue;
      const known =
        contract.name === 'mcp'
          ? Object.keys(generateArguments.shape)
          : parametersOf(input, contract).map(({ name }) => wordsName(name));
      const has = (...names: string[]) =>
        names.some(
          (name) => known.includes(name) && !(contract.name === refused.contract && name === refused.field),
        );
      const { search, stream, callback, outputFormats, outputCompression } = contract;
      assert.deepEqual(
        { search, stream, callback, outputCompression, outputFormat: outputFormats.length > 0 },
        {
          search: has('search', 'google_search'),
          stream: has('stream'),
          callback: has('callback_url'),
          outputCompression: has('output_compression'),
          outputFormat: has('output_format'),
        },
        contract.name,
      );
    }
  });

  it('on models: every model has a page for every contract with the sizes and ratios its limits hold', () => {
    for (const model of input.models) {
      for (const contract of contractFeatures) {
        const text = textOf(`/docs/${model.name}/${contract.name}`);
        const limits = limitsOf(model, contract.name);
        // Nothing was checked here: every promise is marked.
        assert.ok(text.includes(`| Resolution | ${limits.resolutions.join(', ')} — Beta |`), text);
        assert.ok(text.includes(`| Aspect ratio | ${limits.aspectRatios.join(', ')} — Beta |`));
        assert.ok(text.includes(`| References | ${contract.isEdit ? 1 : 0}–${limits.maxReferences} — Beta`));
      }
    }
  });

  it('on prompts: a limit where one is held to, and none where bodies go upstream as they are', () => {
    for (const contract of contractFeatures) {
      const text = textOf(`/docs/nano-banana-2/${contract.name}`);
      const limited = /^\| Prompt \| up to (\d+) characters/m.test(text);
      assert.equal(limited, contract.name !== 'gemini', contract.name);
    }
  });

  it('on limits of a key: what is under way, of each kind', () => {
    assert.match(
      textOf('/docs/rate-limits'),
      new RegExp(`^\\| Generations under way per key: .* tasks .*\\| ${defaultConcurrency} \\|$`, 'm'),
    );
    assert.match(textOf('/docs/errors'), /Too many generations of this key are under way/);
    assert.match(textOf('/docs/authentication'), /generations under way/);
  });

  it('on second tries: none after an answer without a picture, nor after the receiver of a callback said 410', () => {
    const row = textOf('/docs/errors').match(/^\| `no_image` \|.*$/m)?.[0] ?? '';
    assert.match(row, /does not ask again/);
    assert.equal(failures.no_image.retry, 'never');
    assert.match(textOf('/docs/callbacks'), /A 410 says .* not sent again/);
    const told = { startedAtMs: 0, durationMs: 1, status: 410 };
    assert.equal(judgeAttempt(told, { attempts: 1, nowMs: 1, chance: 0 }).state, 'stopped');
  });

  it('on commands: the README and the page of commands name those that need the store, and no other', () => {
    const local = createProgram()
      .commands.flatMap((command) => storeOnly(command))
      .sort();
    const readme = readFileSync(path.join(repositoryRoot(), 'README.md'), 'utf8');
    const [, inReadme = ''] = /but for (`[\s\S]*?),? which need the store/.exec(readme) ?? [];
    const page = readFileSync(path.join(repositoryRoot(), 'docs/commands.md'), 'utf8');
    const [, onPage = ''] = /started with\. (`.*?) take no `--server`/.exec(page) ?? [];
    for (const text of [inReadme, onPage])
      assert.deepEqual([...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name).sort(), local);
  });

  it('on pictures: each prompt of the guide has one', async () => {
    for (const name of Object.keys(guidePrompts)) {
      const response = await fetch(`${gateway.url}/docs/assets/pictures/${name}.webp`);
      assert.equal(response.headers.get('content-type'), 'image/webp', name);
      assert.equal(Buffer.from(await response.arrayBuffer()).toString('latin1', 8, 12), 'WEBP');
    }
  });

  it('on prices: the page has the list that is charged by, also after it changes', async () => {
    const row = async () =>
      (await (await fetch(`${gateway.url}/docs/pricing.md`)).text()).match(/^\| \[Nano Banana 2\].*$/m)?.[0];
    assert.match((await row()) ?? '', /\| every \| \$0\.045 \| \$0\.067 \| \$0\.101 \| \$0\.151 \|/);
    const set = await fetch(`${gateway.url}/admin/v1/prices`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'nano-banana-2',
        price: { unit: 'image', tiers: { '0.5K': 50_000, '1K': 80_000, '2K': 120_000, '4K': 180_000 } },
      }),
    });
    assert.ok(set.ok, await set.text());
    for (let shown = await row(); !shown?.includes('$0.08 | $0.12'); shown = await row()) {
      assert.ok(shown?.includes('$0.067'), shown);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  });
});
