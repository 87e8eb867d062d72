import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryRoot } from '../services/repository-root.ts';

// As much of playwright-core as the tests use: the package is installed for them alone, beside this file.
export interface Page {
  goto(url: string): Promise<unknown>;
  click(selector: string): Promise<void>;
  fill(selector: string, text: string): Promise<void>;
  selectOption(selector: string, value: string | { label: string }): Promise<unknown>;
  route(url: string | RegExp, handler: (route: Route) => Promise<void>): Promise<void>;
  unroute(url: string | RegExp): Promise<void>;
  dragAndDrop(from: string, to: string): Promise<void>;
  reload(): Promise<unknown>;
  goBack(): Promise<unknown>;
  waitForSelector(selector: string, options?: { timeout?: number; state?: string }): Promise<unknown>;
  evaluate<Result>(script: string): Promise<Result>;
  screenshot(options: { path: string; fullPage?: boolean }): Promise<unknown>;
  setViewportSize(size: { width: number; height: number }): Promise<void>;
  emulateMedia(media: { colorScheme: 'light' | 'dark' }): Promise<void>;
  setInputFiles(
    selector: string,
    files: readonly { name: string; mimeType: string; buffer: Buffer }[],
  ): Promise<void>;
  on(event: string, listener: (event: never) => void): void;
  readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
  textContent(selector: string): Promise<string>;
  url(): string;
  close(): Promise<void>;
}

/** A request on its way out of the page. */
export interface Route {
  continue(): Promise<void>;
  fetch(): Promise<unknown>;
  abort(): Promise<void>;
  fulfill(answer: { status: number; contentType: string; body: string }): Promise<void>;
}

interface Context {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

export interface Browser {
  newContext(options?: Record<string, unknown>): Promise<Context>;
  close(): Promise<void>;
}

const load = createRequire(path.join(repositoryRoot(), 'test/browser/package.json'));

/** Debian's browser. The container has no user namespaces for the sandbox, and nothing may leave this machine. */
export function openBrowser(more: readonly string[] = []): Promise<Browser> {
  const { chromium } = load('playwright-core') as {
    chromium: { launch(options: object): Promise<Browser> };
  };
  return chromium.launch({
    executablePath: process.env.PLANTAIN_TEST_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', ...more],
  });
}

export interface OpenPage {
  readonly page: Page;
  readonly complaints: string[];
  readonly foreign: string[];
  /** Native dialogs are answered with yes instead of no. */
  agreeing: boolean;
}

/** A page, and everything it complained about or asked another origin for. */
export async function openPage(
  browser: Browser,
  origin: string,
  options: Record<string, unknown> = {},
): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    locale: 'en-US',
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const foreign: string[] = [];
  page.on('console', (message: { type(): string; text(): string }) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error: Error) => complaints.push(error.message));
  const open: OpenPage = { page, complaints, foreign, agreeing: false };
  page.on('dialog', (dialog: { message(): string; dismiss(): Promise<void>; accept(): Promise<void> }) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void (open.agreeing ? dialog.accept() : dialog.dismiss());
  });
  page.on('request', (request: { url(): string }) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) foreign.push(url);
  });
  return open;
}

/** Waits until an expression holds in the page; its own content policy forbids the package's way of waiting. */
export async function until(page: Page, expression: string, limitMs = 20_000): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!(await page.evaluate<boolean>(`Boolean(${expression})`))) {
    if (performance.now() > endMs) throw new Error(`it never came true: ${expression}`);
    await sleep(50);
  }
}

interface AxeViolation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

let axeSource: string | undefined;

/** What axe finds wrong, one line each; empty when the page is accessible as far as a program can tell. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  axeSource ??= readFileSync(load.resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate<{ violations: AxeViolation[] }>(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })",
  );
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join('; ')}`,
  );
}

/** Where screenshots go that a person looks at; nowhere unless asked for. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.PLANTAIN_TEST_SCREENSHOTS;
  if (folder) await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}
