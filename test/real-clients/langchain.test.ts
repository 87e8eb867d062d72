import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { tableOf } from './client-table.ts';
import { failureOf } from './failure-of.ts';
import { clientFolder, installedPackage, installedVersion } from './installed-packages.ts';
import { measureBase64, measureUrl } from './measure-image.ts';
import { type ServedGateway, startServedGateway } from './start-served-gateway.ts';

/** A block of an answer: Google's package passes parts on, OpenAI's makes blocks of its own. */
interface ContentBlock {
  readonly type: string;
  readonly inlineData?: { readonly mimeType: string; readonly data: string };
  readonly url?: string;
}

interface ChatModel {
  invoke(prompt: string): Promise<{ readonly content: string | readonly ContentBlock[] }>;
}

const { ChatGoogleGenerativeAI } = installedPackage<{
  ChatGoogleGenerativeAI: new (options: object) => ChatModel;
}>('@langchain/google-genai');
const { ChatOpenAI, DallEAPIWrapper } = installedPackage<{
  ChatOpenAI: new (options: object) => ChatModel;
  DallEAPIWrapper: new (options: object) => { invoke(prompt: string): Promise<string> };
}>('@langchain/openai');

const google = tableOf('@langchain/google-genai', installedVersion('@langchain/google-genai'));
const openai = tableOf('@langchain/openai', installedVersion('@langchain/openai'));

describe(`LangChain (${clientFolder})`, () => {
  let gateway: ServedGateway;
  before(async () => {
    gateway = await startServedGateway();
  });
  after(() => gateway.close());

  const model = 'gemini-3.1-flash-image';
  const blocksOf = async (chat: ChatModel, prompt: string) => {
    const { content } = await chat.invoke(prompt);
    assert.ok(Array.isArray(content), JSON.stringify(content).slice(0, 200));
    return content as readonly ContentBlock[];
  };
  const connectGoogle = () =>
    new ChatGoogleGenerativeAI({ model, apiKey: gateway.liveKey, baseUrl: gateway.origin });
  const base = () => ({ apiKey: gateway.liveKey, model, configuration: { baseURL: `${gateway.origin}/v1` } });

  google('L1', 'generate', 'a chat that names no modalities still gets a picture, in one call', async () => {
    const cost = await gateway.costOf(async () => {
      const blocks = await blocksOf(connectGoogle(), 'A pear');
      const picture = blocks.find(({ inlineData }) => inlineData);
      assert.equal((await measureBase64(picture?.inlineData?.data ?? '')).size, '1024x1024');
    });
    assert.deepEqual([cost.calls, cost.generations], [1, 1]);
  });

  google('L1', 'one call', 'a blocked prompt is one upstream call and no charge', async () => {
    const cost = await gateway.costOf(() =>
      failureOf(connectGoogle().invoke('#emulate(block, reason=PROHIBITED_CONTENT)')),
    );
    assert.deepEqual(cost, { calls: 1, generations: 1, chargedUsd: 0 });
  });

  openai('L1', 'generate', 'the parameters of DALL·E that the wrapper always sends are ignored', async () => {
    const wrapper = new DallEAPIWrapper({ ...base(), baseUrl: `${gateway.origin}/v1` });
    assert.equal((await measureUrl(await wrapper.invoke('A pear'))).size, '1024x1024');
  });

  openai('L1', 'chat', 'a picture of a chat as a content block', async () => {
    const blocks = await blocksOf(new ChatOpenAI(base()), 'A pear');
    const picture = blocks.find(({ type }) => type === 'image');
    assert.ok((await measureBase64(picture?.url?.split(',')[1] ?? '')).size);
  });
});
