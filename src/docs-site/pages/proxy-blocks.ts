import type { Words } from '../language.ts';
import { type Block, heading, list } from '../page.ts';

const proxyRules: readonly Words[] = [
  {
    en: 'Set `PLANTAIN_PUBLIC_URL` to the origin browsers see. The console takes changes from pages of that origin, and of the host the proxy passes on; with neither nobody can sign in.',
    zh: '将 `PLANTAIN_PUBLIC_URL` 设为浏览器所见的源。控制台接受来自该源以及代理所转发主机的页面的更改；两者都不符时无法登录。',
    ja: '`PLANTAIN_PUBLIC_URL` にはブラウザーから見えるオリジンを設定します。コンソールは、そのオリジンと、プロキシが渡すホストのページからの変更を受け付けます。どちらとも違うとサインインできません。',
  },
  {
    en: 'Name the proxy in `PLANTAIN_TRUSTED_PROXIES`: then its `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host` are believed.',
    zh: '在 `PLANTAIN_TRUSTED_PROXIES` 中列出代理后，其 `X-Forwarded-For`、`X-Forwarded-Proto` 与 `X-Forwarded-Host` 会被采信。',
    ja: '`PLANTAIN_TRUSTED_PROXIES` に指定したプロキシの `X-Forwarded-For`、`X-Forwarded-Proto`、`X-Forwarded-Host` は信頼されます。',
  },
  {
    en: 'Events say `X-Accel-Buffering: no`, so nginx passes them on as they come. Other proxies must not buffer `text/event-stream`.',
    zh: '事件流带有 `X-Accel-Buffering: no`，nginx 会即时转发。其他代理不得缓冲 `text/event-stream`。',
    ja: 'イベントには `X-Accel-Buffering: no` が付き、nginx はそのまま渡します。他のプロキシでは `text/event-stream` をバッファーしないでください。',
  },
];

/** A reverse proxy in front of the gateway. */
export const proxyBlocks: readonly Block[] = [
  heading({ en: 'Behind a proxy', zh: '反向代理之后', ja: 'プロキシの後ろ' }, 'proxy'),
  list(...proxyRules),
];
