import { apiFieldMeaning, pathPartWords } from '../api-field-words.ts';
import { everywhere, type Text } from '../language.ts';
import { type Block, heading, type Page, paragraph, slug, table } from '../page.ts';
import { bodySchema, type Field, fieldsOf } from '../schema-fields.ts';
import type { OpenapiDocument, OpenapiOperation, SiteInput } from '../site-input.ts';
import { meaning } from './meaning-table.ts';

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly docs: OpenapiOperation;
}

/** The API reference by path: a list of all operations, and a page for each contract, from `/openapi.json`. */
export function apiPages({ document: read }: SiteInput): (readonly [string, () => Page])[] {
  const document = read();
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, docs]): Operation => ({ method: method.toUpperCase(), path, docs })),
  );
  const groups = document.tags.map(({ name }) => ({
    name,
    path: `/docs/api/${slug(name)}`,
    operations: operations.filter(({ docs }) => docs.tags.includes(name)),
  }));
  return [
    ['/docs/api', () => listPage(groups)],
    ...groups.map((group) => [group.path, () => groupPage(document, group)] as const),
  ];
}

interface Group {
  readonly name: string;
  readonly path: string;
  readonly operations: readonly Operation[];
}

const listPage = (groups: readonly Group[]): Page => ({
  path: '/docs/api',
  isEnglishInside: true,
  title: { en: 'API reference', zh: 'API 参考', ja: 'API リファレンス' },
  summary: {
    en: 'Every public route, from the document the server serves at [/openapi.json](/openapi.json) (OpenAPI 3.1).',
    zh: '全部公开接口，取自服务器提供的 [/openapi.json](/openapi.json)（OpenAPI 3.1）。接口描述为英文。',
    ja: 'すべての公開ルート。サーバーの [/openapi.json](/openapi.json)（OpenAPI 3.1）から生成。説明は英語です。',
  },
  blocks: [
    paragraph({
      en: 'Every body may be packed: `Content-Encoding: gzip`, `deflate` or `br`. Limits of size count what it holds.',
      zh: '所有请求体均可压缩：`Content-Encoding: gzip`、`deflate` 或 `br`。大小限制按解压后的内容计算。',
      ja: 'どの本文も圧縮できます：`Content-Encoding: gzip`、`deflate`、`br`。サイズの上限は展開後の内容で数えます。',
    }),
    ...groups.flatMap(groupBlocks),
  ],
});

const groupBlocks = ({ name, path, operations }: Group): Block[] => [
  heading(name, slug(name)),
  table(
    [
      { en: 'Route', zh: '接口', ja: 'ルート' },
      { en: 'What it does', zh: '作用', ja: '内容' },
    ],
    operations.map(({ method, path: route, docs }): Text[] => [
      everywhere(`[${method} ${route}](${path}#${docs.operationId})`),
      docs.summary,
    ]),
  ),
];

const groupPage = (document: OpenapiDocument, { name, path, operations }: Group): Page => ({
  path,
  isEnglishInside: true,
  title: { en: `API: ${name}`, zh: `API 接口：${name}`, ja: `API リファレンス：${name}` },
  summary: {
    en: `${operations.length} operations, as [/openapi.json](/openapi.json) has them.`,
    zh: `共 ${operations.length} 个接口，与 [/openapi.json](/openapi.json) 一致。接口描述为英文。`,
    ja: `${operations.length} 件の操作。[/openapi.json](/openapi.json) と同じ内容です。説明は英語です。`,
  },
  blocks: operations.flatMap((operation) => operationBlocks(document, operation)),
});

function operationBlocks(document: OpenapiDocument, { method, path, docs }: Operation): Block[] {
  const parameters = (docs.parameters ?? []).map((parameter): Text[] => {
    const name = parameter.$ref?.split('/').at(-1);
    const known = (name === undefined ? undefined : document.components.parameters?.[name]) ?? parameter;
    const said = known.description ? everywhere(known.description) : undefined;
    const part = pathPartWords[`${path} ${known.name}`] ?? pathPartWords[known.name ?? ''];
    return [`${known.name} (${known.in})`, said ?? part ?? ''];
  });
  const fields = fieldsOf(document, bodySchema(document, path, method.toLowerCase()));
  return [
    heading(`${method} ${path}`, docs.operationId),
    paragraph(everywhere(docs.summary + (docs.description ? `. ${docs.description}` : ''))),
    ...(docs.security.length === 0 ? [paragraph(noKey)] : []),
    ...(parameters.length > 0
      ? [table([{ en: 'Parameter', zh: '参数', ja: 'パラメーター' }, meaning], parameters)]
      : []),
    ...(fields.length > 0 ? [fieldTable(path, fields)] : []),
    answerTable(document, docs),
  ];
}

const noKey: Text = { en: 'Takes no key.', zh: '无需密钥。', ja: 'キーは不要です。' };

const fieldTable = (route: string, fields: readonly Field[]): Block =>
  table(
    [
      { en: 'Body', zh: '请求体', ja: '本文' },
      { en: 'Type', zh: '类型', ja: '型' },
      { en: 'Values', zh: '取值', ja: '値' },
      meaning,
    ],
    fields.map(({ name, type, isRequired, values, description }): Text[] => [
      `${name}${isRequired ? ' *' : ''}`,
      type,
      values,
      description ? everywhere(description) : (apiFieldMeaning(route, name) ?? ''),
    ]),
  );

/** What it answers when it works, and the statuses of everything else: their bodies are on the page of errors. */
function answerTable(document: OpenapiDocument, docs: OpenapiOperation): Block {
  const statuses = Object.entries(docs.responses);
  const good = statuses.filter(([, { $ref }]) => !$ref);
  const errors = statuses.filter(([, { $ref }]) => $ref).map(([status]) => status);
  return table(
    [{ en: 'Answer', zh: '响应', ja: '応答' }, meaning, { en: 'Fields', zh: '字段', ja: '項目' }],
    [
      ...good.map(([status, { description, content }]): Text[] => [
        status,
        everywhere(description ?? ''),
        fieldsOf(document, Object.values(content ?? {})[0]?.schema)
          .filter(({ name }) => !name.includes('.'))
          .map(({ name }) => name)
          .join(', '),
      ]),
      ...(errors.length > 0
        ? [
            [
              errors.join(', '),
              { en: '[Errors](/docs/errors)', zh: '[错误码](/docs/errors)', ja: '[エラー](/docs/errors)' },
              '',
            ],
          ]
        : []),
    ],
  );
}
