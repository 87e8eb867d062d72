import { adminWords } from '../admin-words.ts';
import { pathPartWords } from '../api-field-words.ts';
import { everywhere, type Text, type Words } from '../language.ts';
import { type Block, code, heading, list, type Page, paragraph, slug, table } from '../page.ts';
import { bodySchema, fieldOf, fieldsOf } from '../schema-fields.ts';
import type { OpenapiDocument, OpenapiOperation, SiteInput } from '../site-input.ts';

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly docs: OpenapiOperation;
}

interface Group {
  readonly name: string;
  readonly path: string;
  readonly operations: readonly Operation[];
}

/** The operators' API: how it is asked, and a page for each group of operations, from `/admin/v1/openapi.json`. */
export function adminPages(input: SiteInput): (readonly [string, () => Page])[] {
  const document = input.adminDocument();
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, docs]): Operation => ({ method: method.toUpperCase(), path, docs })),
  );
  const groups = document.tags.map(({ name }) => ({
    name,
    path: `/docs/admin-api/${slug(name)}`,
    operations: operations.filter(({ docs }) => docs.tags.includes(name)),
  }));
  return [
    ['/docs/admin-api', () => listPage(input, document, groups)],
    ...groups.map((group) => [group.path, () => groupPage(input, document, group)] as const),
  ];
}

const listPage = ({ origin }: SiteInput, document: OpenapiDocument, groups: readonly Group[]): Page => ({
  path: '/docs/admin-api',
  title: { en: 'Admin API', zh: '管理 API', ja: '管理 API' },
  summary: {
    en: 'What operators ask of a gateway over HTTP: accounts, keys, money, prices, channels, callbacks, checks.',
    zh: '运维人员通过 HTTP 使用的接口：账户、密钥、资金、价格、通道、回调与检查。',
    ja: '運用者が HTTP で使う操作：アカウント、キー、残高、料金、チャネル、コールバック、検査。',
  },
  blocks: [
    heading({ en: 'How to ask', zh: '调用方式', ja: '呼び出し方' }),
    list(...rules),
    code(
      'sh',
      curl({
        method: 'POST',
        url: `${origin}/admin/v1/accounts/default/top-ups`,
        body: { amount_micros: 5_000_000, reason: 'paid by bank transfer' },
      }),
      /"object":"top_up"/,
    ),
    heading({ en: 'Refusals', zh: '拒绝', ja: '拒否' }),
    paragraph({
      en: 'What is refused is answered as problem details (RFC 9457): `code` is for programs, `detail` for people, `param` names the field.',
      zh: '被拒绝的请求以问题详情（RFC 9457）响应：`code` 供程序使用，`detail` 供人阅读，`param` 指出字段。',
      ja: '拒否された要求には問題の詳細（RFC 9457）が返ります。`code` はプログラム用、`detail` は人向け、`param` は項目名です。',
    }),
    ...Object.values(document.components.responses?.refusal?.content ?? {}).map(({ example }) =>
      json(example),
    ),
    ...groups.flatMap(({ name, path, operations }) => [
      heading(adminWords(name), slug(name)),
      table(
        [operationHead, { en: 'What it does', zh: '作用', ja: '内容' }],
        operations.map(({ method, path: route, docs }): Text[] => [
          everywhere(`[${method} ${route}](${path}#${docs.operationId})`),
          adminWords(docs.summary),
        ]),
      ),
    ]),
  ],
});

const rules: readonly Words[] = [
  {
    en: 'It is there where `PLANTAIN_ADMIN_TOKEN` is set, to at least 24 characters; every request carries it as `Authorization: Bearer …`. Who has it may do everything.',
    zh: '设置 `PLANTAIN_ADMIN_TOKEN`（至少 24 个字符）后即可使用；每个请求都以 `Authorization: Bearer …` 携带该令牌。持有者可执行全部操作。',
    ja: '`PLANTAIN_ADMIN_TOKEN`（24 文字以上）を設定すると使えます。どの要求にも `Authorization: Bearer …` として付けます。持つ人はすべての操作ができます。',
  },
  {
    en: 'Bodies are JSON; none is the same as an empty object. A field that is not there is refused, and those that are there are named.',
    zh: '请求体为 JSON；没有请求体等同于空对象。未知字段会被拒绝，并列出可用字段。',
    ja: '本文は JSON です。本文なしは空のオブジェクトと同じです。ない項目は拒否され、ある項目の名前が示されます。',
  },
  {
    en: 'Money is in millionths of a dollar where a name ends with `_micros`: 67000 is $0.067. Times are UTC.',
    zh: '名称以 `_micros` 结尾的金额以百万分之一美元为单位：67000 即 $0.067。时间均为 UTC。',
    ja: '名前が `_micros` で終わる金額は 100 万分の 1 ドル単位です（67000 は $0.067）。時刻は UTC です。',
  },
  {
    en: 'Examples with `$ID` want the id of what they are about in the variable `ID`, as the list or the answer that made it says it.',
    zh: '示例中的 `$ID` 取自变量 `ID`：请填入列表或创建响应中给出的编号。',
    ja: '例の `$ID` には変数 `ID` の値が入ります。一覧か作成時の応答にある ID を入れてください。',
  },
  {
    en: 'Answers were recorded from a run; a list is shown with its first entry.',
    zh: '响应均为实际运行的记录；列表仅显示第一项。',
    ja: '応答は実際の実行を記録したものです。一覧は最初の 1 件だけを示します。',
  },
  {
    en: 'The same as an OpenAPI document: `/admin/v1/openapi.json`, with the same token.',
    zh: '对应的 OpenAPI 文档：`/admin/v1/openapi.json`，使用同一令牌。',
    ja: '同じ内容の OpenAPI 文書：`/admin/v1/openapi.json`（同じトークンが必要）。',
  },
];

const groupPage = (input: SiteInput, document: OpenapiDocument, { name, path, operations }: Group): Page => {
  const { en, zh, ja } = adminWords(name);
  return {
    path,
    title: { en: `Admin API: ${en}`, zh: `管理 API：${zh}`, ja: `管理 API：${ja}` },
    summary: {
      en: `${operations.length} operations of the [admin API](/docs/admin-api), which tells how they are asked.`,
      zh: `共 ${operations.length} 个操作。调用方式见[管理 API](/docs/admin-api)。`,
      ja: `${operations.length} 件の操作。呼び出し方は[管理 API](/docs/admin-api)にあります。`,
    },
    blocks: operations.flatMap((operation) => operationBlocks(input, document, operation)),
  };
};

function operationBlocks(input: SiteInput, document: OpenapiDocument, operation: Operation): Block[] {
  const { method, path, docs } = operation;
  const parameters = (docs.parameters ?? []).map((parameter): Text[] => {
    const { name = '', schema = {} } = parameter;
    const { type, values } = fieldOf(document, schema);
    const meaning = parameter.description ? adminWords(parameter.description) : pathPartWords[name];
    return [`${name} (${parameter.in})${parameter.required ? ' *' : ''}`, type, values, meaning ?? ''];
  });
  const fields = fieldsOf(document, bodySchema(document, path, method.toLowerCase())).map(
    ({ name, type, values, isRequired, description }): Text[] => [
      `${name}${isRequired ? ' *' : ''}`,
      type,
      values,
      adminWords(description),
    ],
  );
  return [
    heading(`${method} ${path}`, docs.operationId),
    paragraph(adminWords(docs.summary)),
    ...(parameters.length > 0
      ? [table([{ en: 'Parameter', zh: '参数', ja: 'パラメーター' }, ...fieldHead], parameters)]
      : []),
    ...(fields.length > 0 ? [table([{ en: 'Body', zh: '请求体', ja: '本文' }, ...fieldHead], fields)] : []),
    code('sh', exampleOf(input, operation), /^\{/),
    ...answersOf(docs),
  ];
}

const operationHead: Text = { en: 'Operation', zh: '操作', ja: '操作' };
const fieldHead: readonly Text[] = [
  { en: 'Type', zh: '类型', ja: '型' },
  { en: 'Values', zh: '取值', ja: '値' },
  { en: 'Meaning', zh: '含义', ja: '意味' },
];

const answersOf = ({ responses }: OpenapiOperation): Block[] =>
  Object.entries(responses).flatMap(([status, { content = {} }]) =>
    Object.values(content).flatMap(({ example }) => [
      paragraph({ en: `The answer, ${status}:`, zh: `响应（${status}）：`, ja: `応答（${status}）：` }),
      json(example),
    ]),
  );

const json = (value: unknown) => code('json', JSON.stringify(value, null, 2));

/** The account that every gateway has stands for all; of what else there is an id is wanted. */
function exampleOf({ origin }: SiteInput, { method, path, docs }: Operation): string {
  const place = path.replace('{id}', path.includes('/accounts/') ? 'default' : '$ID');
  const query = (docs.parameters ?? []).flatMap(({ name, example }) =>
    example === undefined ? [] : [`${name}=${String(example)}`],
  );
  const body = docs.requestBody?.content['application/json']?.example;
  const url = `${origin}${place}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  return curl({ method, url, ...(body === undefined ? {} : { body }) });
}

function curl({ method, url, body }: { method: string; url: string; body?: unknown }): string {
  const lines = [
    `curl -s ${method === 'GET' ? '' : `-X ${method} `}"${url}"`,
    '  -H "authorization: Bearer $PLANTAIN_ADMIN_TOKEN"',
    ...(body === undefined
      ? []
      : ["  -H 'content-type: application/json'", `  -d '${JSON.stringify(body)}'`]),
  ];
  return lines.join(' \\\n');
}
