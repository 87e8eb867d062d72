import assert from 'node:assert/strict';
import { it } from 'node:test';
import { withinSeconds } from '../../lib/hostile-text.test.kit.ts';
import { withoutPictures } from './without-pictures.ts';

it('our own pictures are taken out of what was said', () => {
  const said = 'Here: ![image](http://a.test/1.png) and ![image](data:image/png;base64,aWNvbg==) ';
  assert.equal(withoutPictures(said), 'Here:  and');
  const kept = '![image](http://a.test/1 "titled") ![other](http://a.test/2)';
  assert.equal(withoutPictures(kept), kept);
});

it('a text that begins pictures without an end is read once', async () => {
  const text = '![image]('.repeat(200_000);
  const module = new URL('./without-pictures.js', import.meta.url);
  assert.equal(await withinSeconds(module, 'withoutPictures', [text]), text);
});
