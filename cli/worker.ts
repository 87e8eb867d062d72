import type { AddressInfo } from 'node:net';
import { readConfig } from '../src/config.ts';
import { serve } from '../src/main.ts';
import { joinTeam } from '../src/workers/team.ts';
import { firstStart } from './first-start.ts';
import { isForTheUser } from './is-for-the-user.ts';

// One of the processes of `plantain serve --workers`, which starts it.
try {
  const team = await joinTeam(process as Required<Pick<typeof process, 'send'>> & typeof process);
  const config = { ...readConfig(process.env), port: team.port };
  const { app, url } = await serve(config, team);
  const { port } = app.server.server.address() as AddressInfo;
  await team.started({ url, port, ...(team.isFirst ? await firstStart(app, config) : {}) });
} catch (error) {
  if (!isForTheUser(error)) throw error;
  console.error(error.message);
  process.exit(1);
}
