import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from '../../test/services/server-process.mjs';
import { childrenOf } from '../measure/process-figures.mjs';
import { untilUp } from '../measure/until-up.mjs';
import { startProgram } from '../start-program.mjs';
import { nativeExchange } from './contender.mjs';

export const name = 'nginx';

/** nginx passing the same bytes on: one worker, buffered in memory (1 MB per request), nothing on disk. */
export async function start({ upstream, folder, core }) {
  const command = findNginx();
  if (!command) {
    console.error('\n  nginx is NOT INSTALLED: every ratio against it is missing (apt-get install nginx)\n');
    return undefined;
  }
  await mkdir(folder, { recursive: true });
  // nginx cannot choose a free port itself.
  const port = await freePort();
  const configFile = path.join(folder, 'nginx.conf');
  await writeFile(configFile, config(new URL(upstream).host, port, folder));
  const started = await startProgram({
    command,
    args: ['-p', folder, '-c', configFile, '-e', path.join(folder, 'error.log')],
    core,
    logFile: path.join(folder, 'output.log'),
    ready: /^/,
  });
  const origin = `http://127.0.0.1:${port}`;
  await untilUp(`${origin}/healthz`);
  const pids = [started.pid, ...childrenOf(started.pid)];
  return {
    name,
    port,
    origin,
    pids,
    hasLoop: false,
    archives: false,
    stop: started.stop,
    ...nativeExchange(),
  };
}

function findNginx() {
  for (const command of ['nginx', '/usr/sbin/nginx']) {
    try {
      execFileSync(command, ['-v'], { stdio: 'ignore' });
      return command;
    } catch {
      // Debian has it outside the path of ordinary users.
    }
  }
  return undefined;
}

const config = (upstream, port, folder) => `
${process.getuid() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 1;
worker_rlimit_nofile 10000;
pid ${folder}/nginx.pid;
events { worker_connections 5000; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  keepalive_requests 1000000;
  upstream stub { server ${upstream}; keepalive 1024; keepalive_requests 1000000; }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /healthz { return 200 'ok'; }
    location / {
      client_max_body_size 100m;
      proxy_pass http://stub;
      proxy_http_version 1.1;
      proxy_set_header connection '';
      proxy_read_timeout 300s;
      proxy_buffer_size 64k;
      proxy_buffers 16 64k;
      proxy_max_temp_file_size 0;
    }
  }
}
`;
