// The configuration of the smallest OpenStack Swift that speaks S3: one device, one replica, no replication.

const storageServer = (kind, { port, folder, user }) => `[DEFAULT]
devices = ${folder}/devices
mount_check = false
swift_dir = ${folder}
bind_ip = 127.0.0.1
bind_port = ${port}
workers = 0
user = ${user}
log_address = ${folder}/no-syslog
fallocate_reserve = 0
disable_fallocate = true

[pipeline:main]
pipeline = ${kind}-server

[app:${kind}-server]
use = egg:swift#${kind}
allow_versions = true
`;

const proxyServer = ({ port, memcachedPort, folder, user, accessKey, secretKey }) => {
  const [account, name] = accessKey.split(':');
  return `[DEFAULT]
swift_dir = ${folder}
bind_ip = 127.0.0.1
bind_port = ${port}
workers = 0
user = ${user}
log_address = ${folder}/no-syslog

[pipeline:main]
pipeline = catch_errors proxy-logging cache s3api tempauth copy slo proxy-server

[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true

[filter:catch_errors]
use = egg:swift#catch_errors

[filter:proxy-logging]
use = egg:swift#proxy_logging

[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:${memcachedPort}

[filter:s3api]
use = egg:swift#s3api
location = us-east-1

[filter:tempauth]
use = egg:swift#tempauth
user_${account}_${name} = ${secretKey} .admin

[filter:copy]
use = egg:swift#copy

[filter:slo]
use = egg:swift#slo
`;
};

/** File name → content. `ports`: account, container, object, proxy, memcached. */
export function swiftConfig({ folder, user, ports, accessKey, secretKey }) {
  const storage = ['account', 'container', 'object'].map((kind) => [
    `${kind}-server.conf`,
    storageServer(kind, { port: ports[kind], folder, user }),
  ]);
  const proxy = { port: ports.proxy, memcachedPort: ports.memcached, folder, user, accessKey, secretKey };
  return Object.fromEntries([...storage, ['proxy-server.conf', proxyServer(proxy)]]);
}
