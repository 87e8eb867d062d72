import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import ts from 'typescript';
import type { Code } from '../../src/docs-site/page.ts';
import { allPages, site } from '../../src/docs-site/site.ts';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { missingProgram } from '../services/required-program.ts';
import { adminToken } from './admin-walk.test.kit.ts';
import { openSite } from './open-site.test.kit.ts';

const run = promisify(execFile);
const runners: Readonly<Record<string, (file: string) => readonly [string, readonly string[]]>> = {
  sh: (file) => ['sh', ['-eu', file]],
  ts: (file) => [process.execPath, [file]],
  python: (file) => ['python3', [file]],
};
const extensions: Readonly<Record<string, string>> = { sh: 'sh', ts: 'mjs', python: 'py' };

/** Everyday the first things a reader tries; with PLANTAIN_TEST_ALL every example of every page. */
const isWanted = (page: string) =>
  process.env.PLANTAIN_TEST_ALL === '1'
    ? // What stands in recipes and in the reference of the admin API is run by their own tests.
      page !== '/docs/recipes' && !page.startsWith('/docs/admin-api/')
    : ['/docs/quick-start', '/docs/admin-api', '/docs/callbacks', '/docs/nano-banana-2/gemini'].includes(
        page,
      );

describe('the examples of the public pages', () => {
  let gateway: TestGateway;
  let folder: string;
  before(async () => {
    gateway = await startGateway({ env: { PLANTAIN_ADMIN_TOKEN: adminToken } });
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-examples-'));
  });
  after(async () => {
    await gateway.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('run as they stand and print what is promised', async (t) => {
    const pages = allPages(site(await openSite(gateway.url))).filter((page) => isWanted(page.path));
    const codes = pages.flatMap((page) => codesOf(page.blocks).map((code) => ({ page: page.path, code })));
    const runnable = codes.filter(({ code }) => code.language in runners);
    const without = runnable
      .filter(({ code }) => !code.prints)
      .map(({ page, code }) => `${page}: ${code.text}`);
    assert.deepEqual(without, [], 'an example in a language that can be run says what it prints');
    assert.ok(runnable.length >= 9, `${runnable.length} examples`);
    const missing = new Set(
      [...new Set(runnable.map(({ code }) => code.language))].filter((language) => {
        const [program] = (runners[language] as (file: string) => readonly [string, readonly string[]])('');
        return missingProgram(program, ...(language === 'sh' ? ['curl'] : []));
      }),
    );
    const queue = [...new Map(runnable.map((one) => [one.code.text, one])).values()];
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let next = queue.pop(); next; next = queue.pop()) {
          const { page, code } = next;
          if (missing.has(code.language)) continue;
          const output = await execute(code).catch((error: Error & { stderr?: string }) => {
            throw new Error(`${page}, ${code.language}: ${error.stderr ?? error.message}\n${code.text}`);
          });
          assert.match(output, code.prints as RegExp, `${page}, ${code.language}:\n${code.text}`);
        }
      }),
    );
    if (missing.size > 0) t.diagnostic(`not installed here: ${[...missing].join(', ')}`);
  });

  let count = 0;
  async function execute({ language, text }: Code): Promise<string> {
    count += 1;
    const file = path.join(folder, `${count}.${extensions[language]}`);
    await writeFile(file, language === 'ts' ? asJavaScript(text) : text);
    const [program, args] = (runners[language] as (file: string) => readonly [string, readonly string[]])(
      file,
    );
    const env = {
      ...process.env,
      PLANTAIN_KEY: gateway.liveKey,
      PLANTAIN_URL: gateway.url,
      PLANTAIN_ADMIN_TOKEN: adminToken,
    };
    const done = await run(program, args, { env, cwd: folder, maxBuffer: 64 * 1024 * 1024 });
    return done.stdout;
  }
});

function asJavaScript(text: string): string {
  const { outputText, diagnostics } = ts.transpileModule(text, {
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
  });
  assert.deepEqual(
    diagnostics?.map(({ messageText }) => messageText),
    [],
    text,
  );
  return outputText;
}

function codesOf(value: unknown): Code[] {
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return [];
  if ('kind' in value && value.kind === 'code') return [value as Code];
  return Object.values(value).flatMap(codesOf);
}
