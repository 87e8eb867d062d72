import { googleProgram, openaiProgram, packCommands, plantainProgram } from '../client-examples.ts';
import { threeWays } from '../examples.ts';
import { code, heading, list, type Page, paragraph } from '../page.ts';
import type { SiteInput } from '../site-input.ts';

const prompt = 'A plantain on a turquoise table';

/** From nothing to a picture. */
export function quickStartPage({ origin }: SiteInput): Page {
  return {
    path: '/docs/quick-start',
    title: { en: 'Quick start', zh: '快速开始', ja: 'クイックスタート' },
    summary: {
      en: 'The first picture, on your machine, without an account: Node 20.19 or newer is all it takes.',
      zh: '无需账号，在本机生成第一张图片：只需 Node 20.19 或更高版本。',
      ja: 'アカウントなしで、手元のマシンで最初の 1 枚を。必要なのは Node 20.19 以降だけです。',
    },
    blocks: [
      heading({ en: '1. Run the gateway', zh: '1. 启动网关', ja: '1. ゲートウェイを起動する' }, 'run'),
      code('console', 'npm ci && npm start'),
      paragraph({
        en: 'The first start prints a test key. It works against the built-in sandbox, a local image API that draws the prompt, costs nothing and needs no account. Keep the key in a variable:',
        zh: '首次启动会打印一个测试密钥。它使用内置沙箱：一个绘制提示词的本地图像 API，免费且无需账号。请把密钥放进变量：',
        ja: '初回起動時にテストキーが表示されます。内蔵サンドボックス（プロンプトを描画するローカルの画像 API）に対して無料で、アカウントなしで使えます。キーを変数に入れておきます：',
      }),
      code('console', 'export PLANTAIN_KEY=pt_test_…'),
      heading({ en: '2. Make a picture', zh: '2. 生成图片', ja: '2. 画像を作る' }, 'make'),
      threeWays({
        url: `${origin}/v1/images/generations`,
        body: { model: 'nano-banana-2', prompt, aspect_ratio: '16:9', resolution: '2K' },
        prints: /\/task-artifacts\//,
      }),
      paragraph({
        en: 'Read `data[0].url`. It needs no key, and its name cannot be guessed. It lasts as long as this gateway keeps pictures, or for a time its operator set ([signed links](/docs/operators#signed-links)).',
        zh: '读取 `data[0].url`。该链接无需密钥，且名称无法被猜到。它在图片保留期内有效，或在运维者设定的时长内有效（[签名链接](/docs/operators#signed-links)）。',
        ja: '`data[0].url` を読み取ります。キーは不要で、名前は推測できません。画像の保存期間中、または運用者が定めた期間有効です（[署名付きリンク](/docs/operators#signed-links)）。',
      }),
      heading(
        { en: '3. Use the client you have', zh: '3. 使用现有客户端', ja: '3. 手持ちのクライアントを使う' },
        'clients',
      ),
      paragraph({
        en: 'In a folder of your own, where `PLANTAIN_KEY` is set: save one of these as `first.mjs` and run `node first.mjs`.',
        zh: '在自己的目录中设置好 `PLANTAIN_KEY`，将以下任一段保存为 `first.mjs`，运行 `node first.mjs`。',
        ja: '`PLANTAIN_KEY` を設定した任意のフォルダーで、次のいずれかを `first.mjs` として保存し、`node first.mjs` を実行します。',
      }),
      code('console', 'npm install openai @google/genai'),
      openaiProgram(origin),
      googleProgram(origin),
      list(
        {
          en: `OpenAI’s SDKs: set the base URL to \`${origin}/v1\`.`,
          zh: `OpenAI SDK：将 base URL 设为 \`${origin}/v1\`。`,
          ja: `OpenAI の SDK：ベース URL を \`${origin}/v1\` にします。`,
        },
        {
          en: `Google’s SDK: set \`httpOptions.baseUrl\` to \`${origin}\`.`,
          zh: `Google SDK：将 \`httpOptions.baseUrl\` 设为 \`${origin}\`。`,
          ja: `Google の SDK:\`httpOptions.baseUrl\` を \`${origin}\` にします。`,
        },
        {
          en: 'Applications with a settings page: see the [recipes](/docs/recipes).',
          zh: '带设置界面的应用：参见[配置示例](/docs/recipes)。',
          ja: '設定画面のあるアプリケーション：[レシピ](/docs/recipes)を参照。',
        },
      ),
      heading({ en: '4. Edit a picture', zh: '4. 编辑图片', ja: '4. 画像を編集する' }, 'edit'),
      paragraph({
        en: 'Name pictures in `image_input`; every model page says how many it takes. Pictures this gateway made can be used as they are:',
        zh: '在 `image_input` 中给出图片地址，各模型页注明可用数量。本网关生成的图片可直接引用：',
        ja: '`image_input` に画像を指定します。枚数は各モデルのページにあります。このゲートウェイで作った画像はそのまま使えます：',
      }),
      { kind: 'examples', codes: [editInTypeScript(origin), editInPython(origin)] },
      heading({ en: '5. Go live', zh: '5. 正式使用', ja: '5. 本番で使う' }, 'live'),
      paragraph({
        en: 'Configure a channel and make a live key: [operator’s guide](/docs/operators).',
        zh: '配置通道并创建正式密钥：[运维指南](/docs/operators)。',
        ja: 'チャネルを設定し、本番キーを作成します：[運用ガイド](/docs/operators)。',
      }),
      heading(
        {
          en: '6. The command and the client library elsewhere',
          zh: '6. 在其他地方使用命令与客户端库',
          ja: '6. コマンドとクライアントライブラリを他の場所で使う',
        },
        'elsewhere',
      ),
      paragraph({
        en: 'The package `plantain` is in no registry: pack it once and copy the file. A git URL does not work, since what is run is built first.',
        zh: '`plantain` 包不在任何软件源中：打包一次后复制该文件。不能用 git URL 安装，因为运行的是构建后的文件。',
        ja: 'パッケージ `plantain` はどのレジストリにもありません。一度パックしてファイルをコピーします。実行されるのはビルド済みのファイルなので、git URL では使えません。',
      }),
      code('console', packCommands),
      paragraph({
        en: 'The command finds a gateway by `PLANTAIN_URL` and `PLANTAIN_KEY`: `plantain generate "A plantain"`. The library has types, follows tasks and verifies callbacks:',
        zh: '命令通过 `PLANTAIN_URL` 与 `PLANTAIN_KEY` 找到网关：`plantain generate "A plantain"`。客户端库带有类型，可跟踪任务并验证回调：',
        ja: 'コマンドは `PLANTAIN_URL` と `PLANTAIN_KEY` でゲートウェイを見つけます：`plantain generate "A plantain"`。ライブラリには型があり、タスクの追跡とコールバックの検証ができます：',
      }),
      plantainProgram(origin),
    ],
  };
}

const editInTypeScript = (origin: string) =>
  code(
    'ts',
    `async function image(body: object): Promise<string> {
  const response = await fetch('${origin}/v1/images/generations', {
    method: 'POST',
    headers: {
      authorization: \`Bearer \${process.env.PLANTAIN_KEY}\`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ model: 'nano-banana-2', ...body }),
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()).data[0].url;
}

const plate = await image({ prompt: 'A plantain on a white plate' });
console.log(await image({ prompt: 'Make the plate blue', image_input: [plate] }));`,
    /\/task-artifacts\//,
  );

const editInPython = (origin: string) =>
  code(
    'python',
    `import json, os, urllib.request

def image(**body):
    request = urllib.request.Request(
        "${origin}/v1/images/generations",
        data=json.dumps({"model": "nano-banana-2", **body}).encode(),
        headers={
            "Authorization": "Bearer " + os.environ["PLANTAIN_KEY"],
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request) as response:
        return json.load(response)["data"][0]["url"]

plate = image(prompt="A plantain on a white plate")
print(image(prompt="Make the plate blue", image_input=[plate]))`,
    /\/task-artifacts\//,
  );
