import type { Words } from '../language.ts';
import { modelWords } from '../model-words.ts';
import { type Block, code, heading, list, paragraph } from '../page.ts';
import { meaningTable } from './meaning-table.ts';

/** Models as the same file has them; a test starts a gateway with it. */
export const modelsExample = `models:
  - name: nano-banana-2            # a shipped model: only what is different
    aliases: [gpt-image-1]
    upstream_ids:                  # tried in this order
      - { id: gemini-nano-banana-3, like: gemini-3.1-flash-image }
      - gemini-3.1-flash-image
      - gemini-nano-banana-2.1
  - name: house-style              # a new model
    title: House Style
    like: nano-banana-2            # what is not said is as there
    aliases: [house_style]
    upstream_ids: [gemini-3-pro-image]
    resolutions: [1K, 2K]
    limits: { generate-task: { max_references: 4 } }
    prices:
      '*': { 1K: 0.15, 2K: 0.16 }
      value: { 1K: 0.12, 2K: 0.13 }`;

const modelRules: readonly Words[] = [
  {
    en: 'Each name belongs to one model: one that is taken is refused at the start, with the file and the place.',
    zh: '每个名称只属于一个模型：重复的名称会在启动时被拒绝，并指出文件与位置。',
    ja: '名前はそれぞれ 1 つのモデルのものです。重複は起動時に、ファイルと場所を示して拒否されます。',
  },
  {
    en: 'Channels without `models` are asked for every model; the `models` of a channel may name the new upstream ids.',
    zh: '未设置 `models` 的通道可用于所有模型；通道的 `models` 中可使用新的上游 id。',
    ja: '`models` のないチャネルは全モデルに使われます。チャネルの `models` には新しい上流 ID も書けます。',
  },
  {
    en: 'The sandbox draws new upstream ids like the one each is `like`, so test keys work at once.',
    zh: '沙箱会按其 `like` 所指的 id 模拟新的上游 id，测试密钥可立即使用。',
    ja: 'サンドボックスは新しい上流 ID を `like` の ID と同じように描くので、テストキーですぐ試せます。',
  },
  {
    en: 'A new model is Beta until checks speak for it. After a new first upstream id, run `npx plantain verify`: what was Verified before was so with the id before. With `PLANTAIN_VERIFY_HOURS` such a change begins a run by itself.',
    zh: '新模型在检查通过之前均为 Beta。更换首选上游 id 后请运行 `npx plantain verify`：之前的“已验证”对应的是旧 id。设置 `PLANTAIN_VERIFY_HOURS` 后，此类变更会自动开始检查。',
    ja: '新しいモデルは検査が済むまで Beta です。最初の上流 ID を変えたら `npx plantain verify` を実行してください。それまでの検証結果は前の ID のものです。`PLANTAIN_VERIFY_HOURS` があれば、変更後に自動で検査が始まります。',
  },
  {
    en: 'Prices set with `plantain prices set` go before those of the file.',
    zh: '用 `plantain prices set` 设置的价格优先于文件中的价格。',
    ja: '`plantain prices set` の料金はファイルの料金より優先されます。',
  },
  {
    en: 'Channels follow the file while the gateway runs; models need a restart, and the log says so.',
    zh: '运行期间通道会随文件更新；模型需要重启，日志会提示。',
    ja: '稼働中でもチャネルはファイルに従います。モデルには再起動が必要で、ログがそう伝えます。',
  },
];

/** Models of the configuration file. */
export const modelBlocks: readonly Block[] = [
  heading({ en: 'Models', zh: '模型', ja: 'モデル' }),
  paragraph({
    en: 'The same file changes the models that ship and adds others, without code:',
    zh: '同一文件还可修改内置模型、新增模型，无需编写代码：',
    ja: '同じファイルで、付属のモデルの変更と新しいモデルの追加ができます。コードは要りません：',
  }),
  code('yaml', modelsExample),
  meaningTable(modelWords),
  list(...modelRules),
];
