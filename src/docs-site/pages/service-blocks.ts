import { type Block, code, heading, list, paragraph } from '../page.ts';

/** A gateway in a container; a test builds the image and runs it under these restrictions. */
export const containerExample = `docker build -t plantain .
docker run -d --name plantain -p 4000:4000 -v plantain:/data --stop-timeout 130 \\
  --read-only --cap-drop ALL --security-opt no-new-privileges plantain
docker logs plantain
docker exec plantain plantain keys create --live`;

/** Containers, systemd, and what either must leave to the gateway. */
export const serviceBlocks: readonly Block[] = [
  heading(
    { en: 'In a container, as a service', zh: '容器与系统服务', ja: 'コンテナとサービス' },
    'container',
  ),
  paragraph({
    en: 'In the repository, the first line builds an image; its process is not root, writes to `/data` alone and needs no privilege. The log of the first start has the test key and the link to the console.',
    zh: '在仓库中，第一行构建镜像；其进程不是 root，只写入 `/data`，不需要任何特权。首次启动的日志中有测试密钥与控制台链接。',
    ja: 'リポジトリで 1 行目がイメージを作ります。プロセスは root ではなく、`/data` だけに書き込み、特権は要りません。最初の起動のログにテストキーとコンソールのリンクがあります。',
  }),
  code('console', containerExample),
  list(
    {
      en: '`deploy/compose.yaml` is the same with PostgreSQL, Valkey and two processes; `deploy/plantain.service` runs an installed package under systemd.',
      zh: '`deploy/compose.yaml` 为带 PostgreSQL、Valkey 和两个进程的同一配置；`deploy/plantain.service` 用 systemd 运行已安装的软件包。',
      ja: '`deploy/compose.yaml` は PostgreSQL、Valkey、2 プロセスを加えたもの、`deploy/plantain.service` はインストールしたパッケージを systemd で動かすものです。',
    },
    {
      en: 'Whatever stops it must wait longer than `PLANTAIN_DRAIN_SECONDS`: generations that run are finished first.',
      zh: '停止时的等待时间须长于 `PLANTAIN_DRAIN_SECONDS`：正在进行的生成会先完成。',
      ja: '停止させるときは `PLANTAIN_DRAIN_SECONDS` より長く待ってください。実行中の生成を先に終えます。',
    },
    {
      en: 'Another port outside than inside needs `PLANTAIN_PUBLIC_URL`, or URLs of pictures name the inner one.',
      zh: '外部端口与内部不同时须设置 `PLANTAIN_PUBLIC_URL`，否则图片 URL 会使用内部端口。',
      ja: '外側のポートが内側と違うときは `PLANTAIN_PUBLIC_URL` を設定してください。なければ画像の URL が内側のポートになります。',
    },
    {
      en: 'A limit of memory counts what the kernel buffers: each answer that waits takes up to `net.ipv4.tcp_rmem`’s maximum. With hundreds at once, lower it, for example `--sysctl net.ipv4.tcp_rmem="4096 131072 1048576"`.',
      zh: '内存限制也计入内核缓冲：每个等待中的应答最多占用 `net.ipv4.tcp_rmem` 的最大值。并发数百时请调低，例如 `--sysctl net.ipv4.tcp_rmem="4096 131072 1048576"`。',
      ja: 'メモリーの上限にはカーネルのバッファーも含まれます。待っている応答はそれぞれ最大で `net.ipv4.tcp_rmem` の上限まで使います。同時に数百なら下げてください（例：`--sysctl net.ipv4.tcp_rmem="4096 131072 1048576"`）。',
    },
  ),
];
