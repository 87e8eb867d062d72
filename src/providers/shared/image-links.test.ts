import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withinSeconds } from '../../lib/hostile-text.test.kit.ts';
import { afterDataUri, beforeDataUri, readImageLinks } from './image-links.ts';

const module = new URL('./image-links.js', import.meta.url);
const sizeChars = 400_000;
const repeated = (text: string) => text.repeat(Math.ceil(sizeChars / text.length));

describe('pictures in the Markdown of an answer', () => {
  for (const [text, urls, words] of [
    ['![a](https://one.test/a.png)', ['https://one.test/a.png'], ''],
    [
      'Two: ![](http://a.test/1) and ![b]( <http://a.test/2> "a title")!',
      ['http://a.test/1', 'http://a.test/2'],
      'Two:  and !',
    ],
    ['![a [b](http://a.test/1) c', ['http://a.test/1'], ' c'],
    ['![a](http://a.test/1', [], '![a](http://a.test/1'],
    ['![a] (http://a.test/1)', [], '![a] (http://a.test/1)'],
    ['![a](ftp://a.test/1) ![b](https://)', [], '![a](ftp://a.test/1) ![b](https://)'],
    ['[a](http://a.test/1)', [], '[a](http://a.test/1)'],
  ] as const) {
    it(`are taken out of the words: ${text}`, () => {
      assert.deepEqual(readImageLinks(text), { urls, words });
    });
  }

  it('are words where label or address is longer than any picture has, and beyond the tenth', () => {
    const tooLong = `![${'l'.repeat(201)}](http://a.test/1) ![](http://a.test/${'u'.repeat(2_048)})`;
    assert.deepEqual(readImageLinks(tooLong), { urls: [], words: tooLong });
    const many = readImageLinks('![](http://a.test/1)'.repeat(11));
    assert.deepEqual([many.urls.length, many.words], [10, '![](http://a.test/1)']);
  });

  for (const [name, text] of Object.entries({
    'links that never end': repeated('![](http://a'),
    'one address without an end': `![](http://${'a'.repeat(sizeChars)}`,
    'nested brackets': repeated('![['),
    'labels before one bracket': `${repeated('![')}](http://a`,
    'spaces behind brackets': `${repeated('![](')}${' '.repeat(sizeChars)}`,
    'one bracket and spaces for many labels': repeated(`${'!['.repeat(90)}](${' '.repeat(1_000)}`),
    angles: repeated('![](<<<<'),
    'links with titles that never end': repeated('![](http://a "'),
  })) {
    it(`are sought in one pass: ${name}`, async () => {
      assert.deepEqual(await withinSeconds(module, 'readImageLinks', [text]), { urls: [], words: text });
      for (const half of ['beforeDataUri', 'afterDataUri']) await withinSeconds(module, half, [text]);
    });
  }

  it('leave nothing of a data URI in the words around it', () => {
    assert.deepEqual(beforeDataUri('So: ![image]( data:image/png;base64,'), { words: 'So: ', isLink: true });
    assert.deepEqual(beforeDataUri('So: data:image/png;base64,'), { words: 'So: ', isLink: false });
    assert.equal(afterDataUri(' "a title") and more (words)'), ' and more (words)');
  });
});
