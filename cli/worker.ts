import type { AddressInfo } from 'node:net';
import { readConfig } from '../src/config.ts';
import { heedHangUp } from '../src/lib/hang-up.ts';
import { serve } from '../src/main.ts';
import { joinTeam } from '../src/workers/team.ts';
import { firstStart } from './first-start.ts';
import { whatToSay } from './what-to-say.ts';

// One of the processes of `plantain serve --workers`, which starts it.
try {
  // As early as the primary can pass one on.
  heedHangUp();
  const team = await joinTeam(process as Required<Pick<typeof process, 'send'>> & typeof process);
  const config = { ...readConfig(process.env), port: team.port };
  const { app, url, ownUrl } = await serve(config, team);
  const { port } = app.server.server.address() as AddressInfo;
  await team.started({ url, ownUrl, port, ...(team.isFirst ? await firstStart(app, config) : {}) });
} catch (error) {
  const told = whatToSay(error);
  if (!told) throw error;
  console.error(told.sentence);
  process.exit(told.exitCode);
}
