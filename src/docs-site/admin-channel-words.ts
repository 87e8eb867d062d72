import type { Words } from './language.ts';

/** Of callbacks, channels and verification. */
export const channelSentences: Readonly<Record<string, Omit<Words, 'en'>>> = {
  'List the callbacks of an account, newest first': {
    zh: '列出账户的回调，最新的在前',
    ja: 'アカウントのコールバックの一覧（新しい順）',
  },
  'Only those of this state.': { zh: '仅限此状态。', ja: 'この状態のものだけ。' },
  'Show a callback with every attempt': { zh: '查看回调及每次投递', ja: 'コールバックと各試行を表示' },
  'Send a callback again': { zh: '重新发送回调', ja: 'コールバックを再送' },
  'List the signing secrets of an account; without the secrets themselves': {
    zh: '列出账户的签名密钥；不含密钥本身',
    ja: 'アカウントの署名シークレットの一覧。シークレットそのものは含みません',
  },
  'Give an account a new signing secret; the answer is the only one that shows it': {
    zh: '为账户生成新的签名密钥；仅在此响应中显示',
    ja: 'アカウントに新しい署名シークレットを作成。見えるのはこの応答だけです',
  },
  'How long the secrets before sign, too.': {
    zh: '旧密钥继续参与签名的秒数。',
    ja: '前のシークレットでも署名を続ける秒数。',
  },

  'List the channels with their health and load': {
    zh: '列出通道及其健康状况与负载',
    ja: 'チャネルの一覧。状態と負荷も示します',
  },
  'Make a channel; its credentials are sealed and never shown again': {
    zh: '创建通道；凭证加密保存，不再显示',
    ja: 'チャネルを作成。認証情報は封印され、再表示されません',
  },
  'Dollars per image by model and size, and per failed attempt: `{"nano-banana-2": {"1K": 0.067, "failed": 0}}`.':
    {
      zh: '按模型与尺寸的每张美元成本，以及每次失败的成本：`{"nano-banana-2": {"1K": 0.067, "failed": 0}}`。',
      ja: 'モデルとサイズごとの 1 枚あたりドルと、失敗 1 回あたり：`{"nano-banana-2": {"1K": 0.067, "failed": 0}}`。',
    },
  'Calls it takes in a minute.': { zh: '每分钟可承受的调用数。', ja: '1 分間に受けられる呼び出し数。' },
  'Calls it takes at a time.': { zh: '可同时承受的调用数。', ja: '同時に受けられる呼び出し数。' },
  'The upstream API: a name of the list of providers.': {
    zh: '上游 API：提供方列表中的名称。',
    ja: '上流の API：プロバイダー一覧にある名前。',
  },
  'Its key at the upstream.': { zh: '上游的密钥。', ja: '上流でのキー。' },
  'Several keys, to be rotated.': { zh: '多个密钥，轮换使用。', ja: '複数のキー。順に使います。' },
  'Put channels in order, best first: their priorities are set': {
    zh: '排列通道顺序，最优的在前：据此设置优先级',
    ja: 'チャネルを優先する順に並べ、優先度を設定します',
  },
  'The ids, best first.': { zh: '通道标识，最优的在前。', ja: 'ID を優先する順に。' },
  'Show a channel': { zh: '查看通道', ja: 'チャネルを表示' },
  'Change a channel: what is absent stays, what is null is taken away': {
    zh: '修改通道：未给出的保持不变，为 null 的被移除',
    ja: 'チャネルを変更。ない項目はそのまま、null の項目は取り除かれます',
  },
  'New keys at the upstream, instead of those it has.': {
    zh: '上游的新密钥，替换现有密钥。',
    ja: '上流での新しいキー。今あるものと入れ替わります。',
  },
  'Remove a channel': { zh: '移除通道', ja: 'チャネルを削除' },
  'Ask a channel whether it works': { zh: '测试通道是否可用', ja: 'チャネルが使えるか試します' },
  'Only this model.': { zh: '仅测试此模型。', ja: 'このモデルだけ。' },
  'Makes one picture, which costs what it costs.': {
    zh: '生成一张图片，按实际费用计。',
    ja: '画像を 1 枚作ります。その費用がかかります。',
  },
  'Use a channel again': { zh: '重新启用通道', ja: 'チャネルを再び使います' },
  'Use a channel no more': { zh: '停用通道', ja: 'チャネルを使わないようにします' },
  'Let a channel finish what it has, and give it nothing new': {
    zh: '让通道完成已有请求，不再分配新请求',
    ja: 'チャネルの処理中のものを終わらせ、新規は渡しません',
  },
  'List the providers with the JSON Schema of credential and settings': {
    zh: '列出提供方及其凭证与设置的 JSON Schema',
    ja: 'プロバイダーの一覧。認証情報と設定の JSON Schema も示します',
  },

  'What a run of checks would do and cost': {
    zh: '一轮检查将做什么、花费多少',
    ja: '検査で行うことと費用の見積もり',
  },
  'The channel that is checked.': { zh: '要检查的通道。', ja: '検査するチャネル。' },
  'Only these models.': { zh: '仅限这些模型。', ja: 'これらのモデルだけ。' },
  'Only these contracts.': { zh: '仅限这些协议。', ja: 'これらの契約だけ。' },
  'Only these features.': { zh: '仅限这些能力。', ja: 'これらの機能だけ。' },
  'What it may cost at most, in dollars; a run against a real upstream must say it.': {
    zh: '最多花费的美元；针对真实上游的检查必须给出。',
    ja: '費用の上限（ドル）。実際の上流に対する検査では必須です。',
  },
  'The upstream is an emulator that can be told to fail: moderation is checked, too.': {
    zh: '上游是可按要求失败的模拟器：同时检查内容审核。',
    ja: '上流は失敗を指示できるエミュレーター。モデレーションも検査します。',
  },
  'Begin a run of checks': { zh: '开始一轮检查', ja: '検査を始めます' },
  'List the runs of checks, newest first': { zh: '列出各轮检查，最新的在前', ja: '検査の一覧（新しい順）' },
  'Only those before: a date or an ISO time.': {
    zh: '仅限此前的：日期或 ISO 时间。',
    ja: 'それより前のものだけ。日付または ISO 形式の時刻。',
  },
  'Show a run of checks': { zh: '查看一轮检查', ja: '検査を表示' },
  'End a run after the requests under way': {
    zh: '在进行中的请求完成后结束检查',
    ja: '進行中のリクエストの後で検査を終えます',
  },
  'Go on with a run that was capped, cancelled or broken off': {
    zh: '继续达到上限、被取消或中断的检查',
    ja: '上限に達した、取り消された、または中断した検査を続けます',
  },
  'The capability table': { zh: '能力表', ja: '機能の表' },
  'Only those of this contract.': { zh: '仅限此协议。', ja: 'この契約のものだけ。' },
  'Only those of this state: `Verified`, `Failing`, `Beta`, …': {
    zh: '仅限此状态：`Verified`、`Failing`、`Beta` 等。',
    ja: 'この状態のものだけ：`Verified`、`Failing`、`Beta` など。',
  },
  'A row of the table and what was found out about it, newest first': {
    zh: '表中的一行及其检查结果，最新的在前',
    ja: '表の 1 行とその検査の結果（新しい順）',
  },
  'The row, as `case` of the table names it.': {
    zh: '该行，即表中的 `case`。',
    ja: 'その行。表の `case` にあります。',
  },
};
