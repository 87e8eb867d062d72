import type { Words } from './language.ts';

type Told = Readonly<Record<'zh' | 'ja', string>>;

/**
 * The sentences of the recipes in the other languages. Names of settings, menus and fields stay as the applications
 * write them; `$1` and `$2` are what the pattern found.
 */
const sentences: readonly (readonly [english: RegExp, told: Told])[] = [
  [
    /^What it then sends \(key in (`[^`]+`)\) and gets back: an image in (`[^`]+`)\. Replayed in a test .* in your version\.$/,
    {
      zh: '应用随后发送的请求如下（密钥位于 $1），返回的图片位于 $2。测试中依据抓包或应用源码，对真实网关重放了该请求；并未运行应用本身，因此菜单名称可能因版本而异。',
      ja: 'アプリケーションは次のリクエストを送り（キーは $1）、画像は $2 で返ります。キャプチャまたはソースコードをもとに、実際のゲートウェイに対するテストで再生しています。アプリケーション自体は実行していないため、メニュー名は版によって異なることがあります。',
    },
  ],
  [
    /^(`examples\/[^`]+`); tested: run against a real gateway\.$/,
    { zh: '$1；已在测试中对真实网关运行。', ja: '$1。実際のゲートウェイに対して実行するテスト済みです。' },
  ],
  [/^(API [Kk]ey): your key$/, { zh: '$1：你的密钥', ja: '$1：あなたのキー' }],
  [
    /^(API key): your key, as x-goog-api-key$/,
    { zh: '$1：你的密钥，以 x-goog-api-key 发送', ja: '$1：あなたのキー。x-goog-api-key として送ります' },
  ],
  [/^(`IMAGE_GEN_OAI_API_KEY=`) your key$/, { zh: '$1 你的密钥', ja: '$1 あなたのキー' }],
  [/^In (`\.env`):$/, { zh: '在 $1 中：', ja: '$1 に：' }],
  [
    /^Open Paintings and choose the provider$/,
    { zh: '打开 Paintings 并选择该提供方', ja: 'Paintings を開き、このプロバイダーを選びます' },
  ],
  [
    /^Fetch the models and enable (`[^`]+`)$/,
    { zh: '获取模型列表并启用 $1', ja: 'モデルの一覧を取得し、$1 を有効にします' },
  ],
  [
    /^The Gemini nodes go to Comfy's own proxy; a custom node that posts the same body can go here\.$/,
    {
      zh: '内置的 Gemini 节点只连接 Comfy 自己的代理；发送相同请求体的自定义节点可指向这里。',
      ja: '標準の Gemini ノードは Comfy 自身のプロキシに接続します。同じ本文を送るカスタムノードなら、ここに向けられます。',
    },
  ],
  [
    /^(`uploadImagesToStorage`) is for Comfy's proxy and left out; (`imageOutputOptions`) is Vertex's and left out for other upstreams\. Both are named in (`x-plantain-omitted`)\.$/,
    {
      zh: '$1 是给 Comfy 代理用的字段，会省略；$2 是 Vertex 的字段，对其他上游会省略。两者都在 $3 中列出。',
      ja: '$1 は Comfy のプロキシ用の項目で、省略されます。$2 は Vertex の項目で、他の上流では省略されます。どちらも $3 に示されます。',
    },
  ],
  [
    /^LibreChat names no response format and reads Base64 only\. Make its key so: (`[^`]+`)\.$/,
    {
      zh: 'LibreChat 不指定返回格式，且只读取 Base64。请这样创建它的密钥：$1。',
      ja: 'LibreChat は応答形式を指定せず、Base64 だけを読みます。キーは次のように作成します：$1。',
    },
  ],
  [
    /^NextChat shows the text of an answer only: the picture is made, charged and listed under \/v1\/generations, but not shown in the chat\.$/,
    {
      zh: 'NextChat 只显示回复中的文字：图片会生成、计费并列在 /v1/generations 中，但不会显示在聊天里。',
      ja: 'NextChat は応答のテキストだけを表示します。画像は生成・課金され、/v1/generations にも載りますが、チャットには表示されません。',
    },
  ],
];

/** A line of a recipe in every language; undefined: nobody has translated it. */
export function recipeWords(english: string): Words | undefined {
  for (const [pattern, told] of sentences) {
    if (!pattern.test(english)) continue;
    const say = (language: 'zh' | 'ja') => english.replace(pattern, told[language]);
    return { en: english, zh: say('zh'), ja: say('ja') };
  }
  return undefined;
}

/** Menus, names and values: nothing in it is a sentence of ours. */
export const isOnlyNames = (line: string): boolean =>
  /^`[^`]*`$/.test(line) ||
  /^[A-Z][^:.]* → /.test(line) ||
  /^[A-Z][\w ]*( \(`\w+`\))?: (`[^`]+`|[A-Z].*)$/.test(line);
