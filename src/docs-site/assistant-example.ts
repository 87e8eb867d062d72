import { type Block, code, heading, paragraph } from './page.ts';

/** How an assistant that starts its MCP servers itself is told of this gateway. */
export const assistantExample = (origin: string): Block[] => [
  heading({ en: 'In an assistant', zh: '在助手中使用', ja: 'アシスタントで使う' }),
  paragraph({
    en: 'Assistants that speak HTTP take the address above with the key as a bearer token. Those that start their servers themselves run `plantain mcp`. Where `plantain` is not on their path, the command is `npx`, with `plantain` before `mcp`. In most, it is registered so:',
    zh: '支持 HTTP 的助手直接使用上述地址，并以密钥作为 Bearer 令牌。自行启动服务器的助手则运行 `plantain mcp`；若其路径中没有 `plantain`，命令改为 `npx`，并在 `mcp` 之前加上 `plantain`。多数助手按如下方式注册：',
    ja: 'HTTP に対応するアシスタントには、上の URL とベアラートークンとしてのキーを指定します。サーバーを自分で起動するものは `plantain mcp` を実行します。パスに `plantain` がなければ、コマンドを `npx` とし、`mcp` の前に `plantain` を置きます。多くの場合、登録は次のとおりです：',
  }),
  code(
    'json',
    JSON.stringify(
      {
        mcpServers: {
          plantain: {
            command: 'plantain',
            args: ['mcp'],
            env: { PLANTAIN_URL: origin, PLANTAIN_KEY: 'your key' },
          },
        },
      },
      null,
      2,
    ),
  ),
];
