import { Command } from 'commander';
import { readConfig } from '../src/config.ts';
import { banner } from './banner.ts';

export function serveCommand(): Command {
  return new Command('serve')
    .description('Run the gateway with its sandbox.')
    .option('--port <port>', 'port to listen on (PORT)')
    .option('--host <host>', 'address to listen on (HOST)')
    .option('--role <role>', 'all, api or worker (PLANTAIN_ROLE)')
    .option('--config <file>', 'YAML file with channels (PLANTAIN_CONFIG)')
    .action(async (options: { port?: string; host?: string; role?: string; config?: string }) => {
      const config = readConfig({
        ...process.env,
        ...(options.port ? { PORT: options.port } : {}),
        ...(options.host ? { HOST: options.host } : {}),
        ...(options.role ? { PLANTAIN_ROLE: options.role } : {}),
        ...(options.config ? { PLANTAIN_CONFIG: options.config } : {}),
      });
      // The whole gateway, which no other command needs: half a second of every start.
      const { serve } = await import('../src/main.ts');
      const { app, url } = await serve(config);
      const keys = await app.keys.list();
      const isFirstStart = keys.length === 0;
      const key = isFirstStart ? (await app.keys.create({ mode: 'test', name: 'first key' })).key : undefined;
      const link = config.role === 'worker' ? undefined : await app.users.first({ actor: 'plantain' });
      process.stdout.write(banner({ url, key, link, dataFolder: config.dataFolder }));
    });
}
