import { type Block, heading, list } from '../page.ts';

/** Several processes of one gateway. */
export const machineBlocks: readonly Block[] = [
  heading({ en: 'Several machines', zh: '多机部署', ja: '複数台での運用' }),
  list(
    {
      en: 'PostgreSQL in `DATABASE_URL`, one bucket in `PLANTAIN_ARTIFACTS`, and `REDIS_URL` for shared limits.',
      zh: '`DATABASE_URL` 指向 PostgreSQL,`PLANTAIN_ARTIFACTS` 指向同一存储桶，`REDIS_URL` 用于共享限流。',
      ja: '`DATABASE_URL` に PostgreSQL、`PLANTAIN_ARTIFACTS` に共通のバケット、共有の上限に `REDIS_URL`。',
    },
    {
      en: 'The same `PLANTAIN_MASTER_KEY` and `PLANTAIN_PUBLIC_URL` everywhere.',
      zh: '各进程使用相同的 `PLANTAIN_MASTER_KEY` 与 `PLANTAIN_PUBLIC_URL`。',
      ja: '全プロセスで同じ `PLANTAIN_MASTER_KEY` と `PLANTAIN_PUBLIC_URL`。',
    },
    {
      en: '`/readyz` says whether a process takes work, `/metrics` what it does; `SIGTERM` lets it finish.',
      zh: '`/readyz` 表示是否可接收请求，`/metrics` 提供指标；`SIGTERM` 会等待任务完成后退出。',
      ja: '`/readyz` は受け付け可否、`/metrics` は状況。`SIGTERM` で処理を終えてから停止します。',
    },
    {
      en: 'While the archive is away or its disk is full, nothing is sent upstream: synchronous requests get 503, tasks stay queued, and pictures already made are stored once it is back. `plantain_archive_away` is 1 meanwhile.',
      zh: '归档不可用或磁盘已满时，不向上游发送任何请求：同步请求返回 503，任务留在队列中，已生成的图片在恢复后保存。其间 `plantain_archive_away` 为 1。',
      ja: 'アーカイブが使えないか、ディスクが満杯の間は、上流へ何も送りません。同期リクエストは 503、タスクは待機し、生成済みの画像は復旧後に保存されます。その間 `plantain_archive_away` は 1 です。',
    },
  ),
];
