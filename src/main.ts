import { serveAlone } from './app/serve-alone.ts';
import { type App, createApp } from './app.ts';
import type { Config } from './config.ts';
import { heedHangUp, onHangUp } from './lib/hang-up.ts';
import { createLog } from './lib/log.ts';
import type { Team } from './workers/team.ts';

export interface Served {
  readonly app: App;
  /** The origin clients use. */
  readonly url: string;
  /** The origin it listens on. */
  readonly ownUrl: string;
}

/**
 * Builds the app, listens, and drains on SIGTERM or SIGINT; a second signal ends at once. What outlasts the drain is
 * handed back, and the process ends with 1. A worker leaves a second signal to the primary: a terminal sends each to all.
 */
export async function serve(config: Config, team?: Team): Promise<Served> {
  heedHangUp();
  const log = team ? createLog(config.logLevel).child({ worker: team.number }) : createLog(config.logLevel);
  process.on('unhandledRejection', (error) => {
    log.fatal({ err: error }, 'unhandled rejection');
    process.exit(1);
  });
  // Let go by the end of the process alone: until then something may still run.
  await serveAlone(config, log);
  const app = await createApp(config, { log, team });
  // Before the first request, which need not wait for it.
  await app.server.ready();
  await app.releaseMemory();
  const url = await app.listen();
  const ownUrl = app.ownUrl();
  if (!team) log.info({ url, ownUrl }, 'listening');
  let signals = 0;
  const giveUp = async () => {
    log.warn('the drain took too long; what still runs is handed back');
    await app
      .handBack()
      .catch((error: unknown) => log.error({ err: error }, 'it is taken when its lease runs out'));
    process.exit(1);
  };
  const drain = (signal: NodeJS.Signals) => {
    signals += 1;
    if (signals > 1) {
      if (!team) process.exit(1);
      return;
    }
    if (!team) log.info({ signal }, 'draining');
    setTimeout(giveUp, config.drainMs).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the drain failed');
        process.exit(1);
      },
    );
  };
  onHangUp(() => app.reloadChannels());
  process.on('SIGTERM', drain);
  process.on('SIGINT', drain);
  return { app, url, ownUrl };
}
