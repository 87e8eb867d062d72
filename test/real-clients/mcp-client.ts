import { clientFolder, installedPackage, installedVersion } from './installed-packages.ts';

/** What the tests use of the official client; its two majors differ in package and types. */
export interface McpClient {
  connect(transport: object): Promise<void>;
  close(): Promise<void>;
  getServerVersion(): { readonly name: string } | undefined;
  listTools(): Promise<{
    readonly tools: readonly { readonly name: string; readonly inputSchema: object }[];
  }>;
  callTool(call: ToolCall, ...options: readonly unknown[]): Promise<ToolAnswer>;
}

interface ToolCall {
  readonly name: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
}

export interface ToolAnswer {
  readonly content: readonly {
    readonly type: string;
    readonly text?: string;
    readonly data?: string;
    readonly mimeType?: string;
    readonly uri?: string;
  }[];
  readonly structuredContent?: Readonly<Record<string, unknown>>;
  readonly isError?: boolean;
}

export interface CallOptions {
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  readonly onprogress?: (progress: { readonly progress: number; readonly message?: string }) => void;
}

interface McpPackage {
  readonly Client: new (info: { name: string; version: string }) => McpClient;
  readonly StreamableHTTPClientTransport: new (url: URL, options: object) => object;
  readonly StdioClientTransport: new (options: object) => object;
}

const isOld = clientFolder === 'node20';
const packageName = isOld ? '@modelcontextprotocol/sdk' : '@modelcontextprotocol/client';
/** Package and version: the two majors are two packages. */
export const clientVersion = `${packageName.slice(1)} ${installedVersion(packageName)}`;
const load = <Name extends keyof McpPackage>(oldPath: string, newPath: string): Pick<McpPackage, Name> =>
  installedPackage(
    isOld ? `@modelcontextprotocol/sdk/client/${oldPath}` : `@modelcontextprotocol/client${newPath}`,
  );

const { Client } = load<'Client'>('index.js', '');
const { StreamableHTTPClientTransport } = load<'StreamableHTTPClientTransport'>('streamableHttp.js', '');
const { StdioClientTransport } = load<'StdioClientTransport'>('stdio.js', '/stdio');

export async function connectOverHttp(origin: string, key: string): Promise<McpClient> {
  const client = new Client({ name: 'tests', version: '1' });
  const requestInit = { headers: { authorization: `Bearer ${key}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', origin), { requestInit }));
  return client;
}

export async function connectOverStdio(
  program: string,
  env: Readonly<Record<string, string>>,
): Promise<McpClient> {
  const client = new Client({ name: 'tests', version: '1' });
  const args = [program, 'mcp'];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, env }));
  return client;
}

/** The old major takes a result schema before the options, the new one does not. */
export const call = (
  client: McpClient,
  name: string,
  values: Readonly<Record<string, unknown>> = {},
  options: CallOptions = {},
): Promise<ToolAnswer> =>
  isOld
    ? client.callTool({ name, arguments: values }, undefined, options)
    : client.callTool({ name, arguments: values }, options);
