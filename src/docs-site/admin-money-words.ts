import type { Words } from './language.ts';

/** Of keys, accounts, money, prices and usage. */
export const moneySentences: Readonly<Record<string, Omit<Words, 'en'>>> = {
  'List the keys; without the keys themselves': {
    zh: '列出密钥；不含密钥本身',
    ja: 'キーの一覧。キーそのものは含みません',
  },
  'Make a key; the answer is the only one that shows it': {
    zh: '创建密钥；密钥仅在此响应中显示',
    ja: 'キーを作成。キーが見えるのはこの応答だけです',
  },
  'Show a key': { zh: '查看密钥', ja: 'キーを表示' },
  'Change a key: what is absent stays, what is null is taken away': {
    zh: '修改密钥：未给出的保持不变，为 null 的被移除',
    ja: 'キーを変更。ない項目はそのまま、null の項目は取り除かれます',
  },
  'Give a key a new secret; the answer is the only one that shows it': {
    zh: '更换密钥；新密钥仅在此响应中显示',
    ja: 'キーを新しくします。新しいキーが見えるのはこの応答だけです',
  },
  'End a key for good': { zh: '永久停用密钥', ja: 'キーを永久に無効化' },
  'Only those of this account.': { zh: '仅限此账户。', ja: 'このアカウントのものだけ。' },
  'The only models it may use; aliases are understood.': {
    zh: '仅可使用的模型；可用别名。',
    ja: '使えるモデルを限ります。別名も使えます。',
  },
  'Which channels its requests may use where they do not say it.': {
    zh: '请求未指定时可使用的通道类别。',
    ja: 'リクエストに指定がないときに使えるチャネル。',
  },
  'How images are answered where a request does not say it.': {
    zh: '请求未指定时图片的返回方式。',
    ja: 'リクエストに指定がないときの画像の返し方。',
  },
  'Requests it may begin in a minute; where absent, as many as `PLANTAIN_REQUESTS_PER_MINUTE` says.': {
    zh: '每分钟可发起的请求数；缺省时取 `PLANTAIN_REQUESTS_PER_MINUTE` 的值。',
    ja: '1 分間に始められるリクエスト数。なければ `PLANTAIN_REQUESTS_PER_MINUTE` の値。',
  },
  'Generations it may have under way, synchronous ones and tasks each; 1000 where absent.': {
    zh: '可同时进行的生成数，同步生成与异步任务分别计算；缺省为 1000。',
    ja: '同時に進められる生成の数。同期生成とタスクを別々に数えます。なければ 1000。',
  },
  'What it may spend at most.': { zh: '最多可花费的金额。', ja: '使える金額の上限。' },
  'Micro-USD of each UTC day.': {
    zh: '每个 UTC 日，百万分之一美元。',
    ja: 'UTC の 1 日ごと。100 万分の 1 ドル単位。',
  },
  'Micro-USD of each UTC month.': {
    zh: '每个 UTC 月，百万分之一美元。',
    ja: 'UTC の 1 か月ごと。100 万分の 1 ドル単位。',
  },
  'Micro-USD of all its time.': { zh: '累计，百万分之一美元。', ja: '全期間。100 万分の 1 ドル単位。' },
  'The only addresses it is taken from: IPs and CIDR ranges.': {
    zh: '仅接受来自这些地址的请求：IP 与 CIDR 网段。',
    ja: '受け付ける送信元を限ります：IP と CIDR 範囲。',
  },
  'Whether its requests may name a channel in `x-plantain-channel`.': {
    zh: '请求是否可通过 `x-plantain-channel` 指定通道。',
    ja: 'リクエストが `x-plantain-channel` でチャネルを指定できるかどうか。',
  },
  'Whether it may list, make, change and remove the other keys of its account and mode.': {
    zh: '是否可列出、创建、修改与移除同账户、同模式的其他密钥。',
    ja: '同じアカウントとモードの他のキーを一覧・作成・変更・削除できるかどうか。',
  },
  'Refused while it is true.': { zh: '为 true 时拒绝使用。', ja: 'true の間は拒否されます。' },
  '`live` spends money, `test` draws in the sandbox.': {
    zh: '`live` 会产生费用，`test` 在沙箱中生成。',
    ja: '`live` は料金がかかり、`test` はサンドボックスで描きます。',
  },
  'A name for people.': { zh: '便于识别的名称。', ja: '人が読むための名前。' },
  'Whose it is; `default` where absent.': {
    zh: '所属账户；缺省为 `default`。',
    ja: '持ち主のアカウント。なければ `default`。',
  },
  'From then on it is refused: an ISO time to come, or a date, whose UTC day is its last.': {
    zh: '自此时起将被拒绝：未来的 ISO 时间；若为日期，则该 UTC 日为最后一天。',
    ja: 'この時刻から拒否されます。将来の ISO 時刻、または日付（その UTC の日が最終日）。',
  },
  'How long the secrets before go on at most.': {
    zh: '旧密钥最多继续有效的秒数。',
    ja: '前のキーを使い続けられる秒数の上限。',
  },

  'List the accounts': { zh: '列出账户', ja: 'アカウントの一覧' },
  '`true`: with the balances of each.': {
    zh: '`true`：附带各账户余额。',
    ja: '`true`：それぞれの残高を付けます。',
  },
  'Make an account': { zh: '创建账户', ja: 'アカウントを作成' },
  '`prepaid` spends what was put in and no more; `unlimited` is only counted.': {
    zh: '`prepaid` 仅可花费已充值的金额；`unlimited` 只计数。',
    ja: '`prepaid` は入金した分だけ使えます。`unlimited` は数えるだけです。',
  },
  'What it pays of the prices of the list, in percent: 80 is a fifth less. Holds from the next request on.': {
    zh: '按价目表价格的百分之几付费：80 即八折。自下一次请求起生效。',
    ja: '料金表の何パーセントを支払うか。80 なら 2 割引です。次のリクエストから有効です。',
  },
  'Show an account with its balances': { zh: '查看账户与余额', ja: 'アカウントと残高を表示' },
  'Change an account': { zh: '修改账户', ja: 'アカウントを変更' },
  'Put money into an account: a top-up': { zh: '向账户充值', ja: 'アカウントに入金（チャージ）' },
  'Micro-USD: a dollar is 1000000.': {
    zh: '百万分之一美元：1 美元为 1000000。',
    ja: '100 万分の 1 ドル単位：1 ドルは 1000000。',
  },
  'Which of its two balances.': { zh: '两个余额中的哪一个。', ja: '2 つある残高のどちらか。' },
  'Your own id of the payment: repeated with it, a top-up is made once.': {
    zh: '你方的付款编号：以同一编号重复提交只充值一次。',
    ja: '支払いを表すお手元の ID。同じ ID で繰り返しても入金は 1 回だけです。',
  },
  'Why; it stands in the statement and in the log of actions.': {
    zh: '原因；记入对账单与操作记录。',
    ja: '理由。明細と操作の記録に残ります。',
  },
  'The movements of money of an account, newest first': {
    zh: '账户的资金变动，最新的在前',
    ja: 'アカウントの入出金の明細（新しい順）',
  },
  'Real or sandbox.': { zh: '正式或沙箱。', ja: '本番またはサンドボックス。' },
  'Begin: a date, an ISO time or Unix seconds.': {
    zh: '起点：日期、ISO 时间或 Unix 秒。',
    ja: '始まり：日付、ISO 形式の時刻、または Unix 秒。',
  },
  'End, not included: a date, an ISO time or Unix seconds.': {
    zh: '终点（不含）：日期、ISO 时间或 Unix 秒。',
    ja: '終わり（含まない）：日付、ISO 形式の時刻、または Unix 秒。',
  },
  'How many are answered at most.': { zh: '最多返回的条数。', ja: '返す件数の上限。' },
  'The `next` of the page before.': { zh: '上一页的 `next`。', ja: '前のページの `next`。' },
  'Give back what a generation cost, once: a refund': {
    zh: '退还一次生成的费用，仅一次（退款）',
    ja: '生成の料金を 1 回だけ戻します（返金）',
  },
  'Micro-USD; what was charged where absent.': {
    zh: '百万分之一美元；缺省为实际扣费额。',
    ja: '100 万分の 1 ドル単位。なければ請求した全額。',
  },
  'Take back a top-up or a refund, once': {
    zh: '撤销一笔充值或退款，仅一次',
    ja: '入金または返金を 1 回だけ取り消します',
  },

  'List the prices in force': { zh: '列出现行价格', ja: '有効な料金の一覧' },
  'Set a price; new requests pay it at once': {
    zh: '设置价格；新请求立即按此计费',
    ja: '料金を設定。新しいリクエストからすぐに適用されます',
  },
  'Take away a price that was set: that of the catalog is in force again, or where it has none that of `*`': {
    zh: '移除已设置的价格：恢复目录价；目录中没有时按 `*` 的价格',
    ja: '設定した料金を取り除きます。カタログの料金に戻り、カタログにないときは `*` の料金になります',
  },
  'The model: its public name or one of its aliases.': {
    zh: '模型：公开名称或任一别名。',
    ja: 'モデルの公開名、または別名のいずれか。',
  },
  'Which requests pay it; `*`: all that have no price of their own.': {
    zh: '适用的请求；`*`：所有没有单独价格的请求。',
    ja: '適用するリクエスト。`*`：独自の料金がないものすべて。',
  },
  'What one costs; there are two kinds.': { zh: '单价；分两种。', ja: '単価。2 種類あります。' },
  '`image`: by picture; `token`: by the tokens the upstream counted.': {
    zh: '`image`：按张；`token`：按上游统计的 token。',
    ja: '`image`：1 枚ごと。`token`：上流が数えたトークンごと。',
  },
  'Micro-USD of one picture of each size; every size the model offers is named.': {
    zh: '各尺寸每张的价格（百万分之一美元）；须列出模型提供的所有尺寸。',
    ja: 'サイズごとの 1 枚の料金（100 万分の 1 ドル単位）。モデルにあるサイズをすべて挙げます。',
  },
  'Micro-USD of a million input tokens.': {
    zh: '每百万输入 token 的价格（百万分之一美元）。',
    ja: '入力 100 万トークンの料金（100 万分の 1 ドル単位）。',
  },
  'Micro-USD of a million text tokens of the answer.': {
    zh: '每百万输出文本 token 的价格（百万分之一美元）。',
    ja: '応答のテキスト 100 万トークンの料金（100 万分の 1 ドル単位）。',
  },
  'Micro-USD of a million image tokens of the answer.': {
    zh: '每百万输出图片 token 的价格（百万分之一美元）。',
    ja: '応答の画像 100 万トークンの料金（100 万分の 1 ドル単位）。',
  },
  'Micro-USD held for each picture until its tokens are counted: the most it can cost, and what it costs where the upstream counts none.':
    {
      zh: '在统计 token 之前每张预扣的金额：既是单张上限，也是上游没有统计 token 时的单张价格（百万分之一美元）。',
      ja: 'トークンが数えられるまで 1 枚ごとに押さえる額で、1 枚の上限。上流がトークンを数えない場合は 1 枚の料金になります（100 万分の 1 ドル単位）。',
    },
  'What was used, charged and spent at channels, over all accounts, in whole hours; JSON or CSV': {
    zh: '所有账户的用量、扣费与通道成本，按整小时统计；JSON 或 CSV',
    ja: '全アカウントの利用量・請求額・チャネルの費用。1 時間単位。JSON または CSV',
  },
  'Any of `account`, `key`, `model`, `channel`, `day`, separated by commas.': {
    zh: '`account`、`key`、`model`、`channel`、`day` 中的若干项，以逗号分隔。',
    ja: '`account`、`key`、`model`、`channel`、`day` のいくつかをカンマ区切りで。',
  },
  'Only those of this key.': { zh: '仅限此密钥。', ja: 'このキーのものだけ。' },
  'Only those of this model.': { zh: '仅限此模型。', ja: 'このモデルのものだけ。' },
  'Only those of this channel.': { zh: '仅限此通道。', ja: 'このチャネルのものだけ。' },
  '`csv`: as CSV, as with `Accept: text/csv`.': {
    zh: '`csv`：以 CSV 返回，与 `Accept: text/csv` 相同。',
    ja: '`csv`：CSV で返します。`Accept: text/csv` と同じです。',
  },
  'What operators did, newest first': {
    zh: '运维人员的操作记录，最新的在前',
    ja: '運用者の操作の記録（新しい順）',
  },
  'Only those before this number.': { zh: '仅限此编号之前的记录。', ja: 'この番号より前のものだけ。' },
};
