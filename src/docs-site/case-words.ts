import type { Case } from '../verification/case.ts';
import type { Text } from './language.ts';

/** What a row of the capability table is about. Names of values stay as they are sent. */
export function caseWords(row: Case): Text {
  const { label, feature, wish } = row;
  const direct = row.surface === 'upstream';
  const [zhEnd, jaEnd, enEnd] = direct
    ? ['（直连上游）', '（上流へ直接）', ' (upstream, direct)']
    : ['', '', ''];
  const words = translated(feature, label, wish);
  if (!words && !direct) return label;
  const [zh, ja] = words ?? [label, label];
  return { en: quoted(label) + enEnd, zh: zh + zhEnd, ja: ja + jaEnd };
}

const quoted = (label: string) => label.replace(/[\\`*[\]]/g, '\\$&');

function translated(
  feature: string,
  label: string,
  wish: Case['wish'],
): readonly [string, string] | undefined {
  const count = wish.references ?? 0;
  switch (feature) {
    case 'text-to-image':
      return ['文生图', 'テキストから画像'];
    case 'resolution':
      return wish.onlySize && [`${wish.onlySize}，唯一尺寸`, `${wish.onlySize}（唯一のサイズ）`];
    case 'images-api':
      if (wish.refusable === 'image-field') return ['拒绝 image 字段', 'image フィールドは拒否'];
      return wish.refusable && ['拒绝 data: URL', 'data: URL は拒否'];
    case 'form':
      return wish.form === 'json'
        ? ['以 JSON 与 URL 发送', 'JSON と URL で送信']
        : ['以表单与文件发送', 'フォームとファイルで送信'];
    case 'references':
      if (wish.left) {
        return [
          `${count} 张参考图时使用最新的 ${count - wish.left} 张`,
          `参照画像 ${count} 枚のうち新しい ${count - wish.left} 枚を使用`,
        ];
      }
      if (label.endsWith('refused')) return [`拒绝 ${count} 张参考图`, `参照画像 ${count} 枚は拒否`];
      return count === 1
        ? ['编辑（1 张参考图）', '編集（参照画像 1 枚）']
        : [`${count} 张参考图`, `参照画像 ${count} 枚`];
    case 'reference-type': {
      const type = (wish.referenceType ?? '').toUpperCase();
      const isUrl = label.endsWith('by URL');
      return [
        `${type} 参考图(${isUrl ? 'URL' : '内联'})`,
        `${type} の参照画像(${isUrl ? 'URL' : 'インライン'})`,
      ];
    }
    case 'reference-size':
      return wish.referenceSize === 'at-limit'
        ? ['恰好 30 MiB 的参考图', 'ちょうど 30 MiB の参照画像']
        : ['超出 30 MiB 一个字节即拒绝', '30 MiB を 1 バイトでも超えれば拒否'];
    case 'search':
      return ['搜索增强', '検索グラウンディング'];
    case 'streaming':
      return ['流式输出', 'ストリーミング'];
    case 'moderation':
      return ['被拦截的提示词会告知且不计费', 'ブロックされたプロンプトは通知され、課金されない'];
    case 'billing':
      return [
        `${wish.resolution ?? '默认'} 图片的账单`,
        wish.resolution ? `${wish.resolution} 画像の請求` : '既定サイズの画像の請求',
      ];
    case 'callback':
      return ['回调送达', 'コールバックの配信'];
    case 'combination':
      return [
        label.replace(/(\d+)( \w+)? references?/, '$1 张$2 参考图'),
        label.replace(/(\d+)( \w+)? references?/, '$2 参照画像 $1 枚').trim(),
      ];
    default:
      return undefined;
  }
}
