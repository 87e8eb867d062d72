import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { readConfig } from '../src/config.ts';
import { heedHangUp } from '../src/lib/hang-up.ts';
import { banner } from './banner.ts';
import { misspeltSettings } from './misspelt-settings.ts';

interface ServeOptions {
  readonly port?: string;
  readonly host?: string;
  readonly role?: string;
  readonly workers?: string;
  readonly config?: string;
}

export function serveCommand(): Command {
  return new Command('serve')
    .description(
      'Run the gateway with its sandbox. On SQLite a data folder has one; a second waits 10 s for its end.',
    )
    .option('--port <port>', 'port to listen on (PORT)')
    .option('--host <host>', 'address to listen on (HOST)')
    .option('--role <role>', 'all, api or worker (PLANTAIN_ROLE)')
    .option(
      '--workers <count>',
      'processes that share the port; more than one need PostgreSQL (PLANTAIN_WORKERS)',
    )
    .option('--config <file>', 'YAML file with channels and models (PLANTAIN_CONFIG)')
    .action(async (options: ServeOptions) => {
      // The gateway is still to be loaded, which takes longer than an impatient service manager waits.
      heedHangUp();
      const env = settingsOf(options);
      const config = readConfig({ ...process.env, ...env });
      for (const { name, nearest } of misspeltSettings(process.env)) {
        console.error(`Warning: ${name} is no setting and is not read. Is it ${nearest}?`);
      }
      const started = config.workers > 1 ? await serveMany(env, config) : await serveOne(config);
      const { url, ownUrl, key, link } = started;
      process.stdout.write(banner({ url, ownUrl, key, link, dataFolder: config.dataFolder }));
    });
}

function settingsOf({ port, host, role, workers, config }: ServeOptions): Record<string, string> {
  return {
    ...(port ? { PORT: port } : {}),
    ...(host ? { HOST: host } : {}),
    ...(role ? { PLANTAIN_ROLE: role } : {}),
    ...(workers ? { PLANTAIN_WORKERS: workers } : {}),
    ...(config ? { PLANTAIN_CONFIG: config } : {}),
  };
}

type Config = ReturnType<typeof readConfig>;

/** Only who serves loads the gateway: other commands save half a second, and the primary of several workers stays small. */
async function serveOne(config: Config) {
  const { serve } = await import('../src/main.ts');
  const { firstStart } = await import('./first-start.ts');
  const { app, url, ownUrl } = await serve(config);
  return { url, ownUrl, ...(await firstStart(app, config)) };
}

async function serveMany(env: Record<string, string>, config: Config) {
  const { createLog } = await import('../src/lib/log.ts');
  const { serveWorkers } = await import('../src/workers/serve-workers.ts');
  return serveWorkers({
    ...config,
    size: config.workers,
    emulated: config.catalog.emulated,
    program: fileURLToPath(new URL('./worker.js', import.meta.url)),
    env,
    log: createLog(config.logLevel),
  });
}
