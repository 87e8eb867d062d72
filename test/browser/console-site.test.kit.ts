import { startGateway, type TestGateway, type TestGatewayOptions } from '../gateway/gateway.test.kit.ts';
import { type TestEngine, testEngines } from '../services/test-engines.ts';
import { type Browser, type OpenPage, openBrowser, openPage, type Page, until } from './browser.test.kit.ts';

export interface ConsoleSite {
  readonly gateway: TestGateway;
  readonly browser: Browser;
  readonly page: Page;
  /** The page, what it complained about and what of other origins it asked for. */
  readonly open: OpenPage;
  /** Opens a page of the console and waits until it shows what it asked for. */
  visit(path: string): Promise<void>;
  close(): Promise<void>;
}

/** The stores the console is looked at on. */
export const consoleEngines = testEngines;

const isReady = "document.querySelector('h1') && !document.body.textContent.includes('Loading…')";

/** A gateway of its own and a browser in which its first owner is signed in; `context` is the browser's. */
export async function openConsole(
  engine: TestEngine,
  options: TestGatewayOptions = {},
  context: Record<string, unknown> = {},
): Promise<ConsoleSite> {
  // SQLite's file lies in the gateway's own folder.
  const database = engine.name === 'PostgreSQL' ? await engine.create() : undefined;
  const gateway = await startGateway({
    ...options,
    env: { ...(database ? { DATABASE_URL: database.url } : {}), ...options.env },
  });
  const browser = await openBrowser();
  const open = await openPage(browser, gateway.url, context);
  const { page } = open;
  const link = await gateway.app.users.first({ actor: 'test' });
  await page.goto(gateway.url + link);
  await page.waitForSelector('nav.main');
  // The first look, before signing in, is refused.
  open.complaints.length = 0;
  return {
    gateway,
    browser,
    page,
    open,
    async visit(path) {
      await page.goto(`${gateway.url}/console/${path}`);
      await until(page, isReady);
    },
    async close() {
      await browser.close();
      await gateway.close();
      await database?.remove();
    },
  };
}

/** Asks the console's API as the page does, with the session of the browser. */
export async function askAs<Answer>(
  page: Page,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const options = {
    method,
    headers: { 'x-plantain-console': '1', 'x-plantain-mode': 'test', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  return page.evaluate<Answer>(
    `fetch(${JSON.stringify(`/console/api${path}`)}, ${JSON.stringify(options)}).then((answer) => answer.json())`,
  );
}

/** Every page an operator has. */
export const consolePages = [
  '',
  'playground',
  'generations',
  'keys',
  'accounts',
  'channels',
  'prices',
  'verification',
  'callbacks',
  'settings',
] as const;

const hostile = '<img src=x onerror=alert(1)><script>alert(2)</script>\u202Etxt.exe\u202C';

/** A picture of a prompt that would like to do harm, a refusal, and a picture, whose id is given back. */
export async function fillConsole(page: Page): Promise<string> {
  const order = { model: 'nano-banana-2', resolution: '0.5K', wait: 60 };
  const make = (prompt: string) =>
    askAs<{ id: string }>(page, 'POST', '/v1/generations', { ...order, prompt });
  await make(hostile.repeat(160).slice(0, 19_900));
  await make('#emulate(block, reason=PROHIBITED_CONTENT) a harbour');
  return (await make('Boats in a harbour at dawn')).id;
}
