// Draws the pictures of the prompt guide with the emulator and writes them to docs/assets/pictures/. Needs a build.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { root } from './root.mjs';

const built = (file) => import(pathToFileURL(path.join(root, 'dist', file)).href);
const { startEmulator } = await built('emulator/index.js');
const { guidePrompts } = await built('src/docs-site/guide-prompts.js');

const folder = path.join(root, 'docs/assets/pictures');
mkdirSync(folder, { recursive: true });
const emulator = await startEmulator({ port: 0 });

async function draw(prompt, reference) {
  const inline = reference
    ? [{ inlineData: { mimeType: 'image/png', data: reference.toString('base64') } }]
    : [];
  const response = await fetch(`${emulator.url}/v1beta/models/gemini-3.1-flash-image:generateContent`, {
    method: 'POST',
    headers: { 'x-goog-api-key': 'emulated', 'content-type': 'application/json' },
    body: JSON.stringify({
      contents: [{ role: 'user', parts: [...inline, { text: prompt }] }],
      generationConfig: { responseModalities: ['IMAGE'], imageConfig: { aspectRatio: '16:9' } },
    }),
  });
  const answer = await response.json();
  const image = answer.candidates[0].content.parts.find((part) => part.inlineData);
  return Buffer.from(image.inlineData.data, 'base64');
}

let room;
for (const [name, prompt] of Object.entries(guidePrompts)) {
  if (name === 'edit')
    room = await sharp(await draw('A bright living room with a blue sofa'))
      .png()
      .toBuffer();
  const drawn = await draw(prompt, name === 'edit' ? room : undefined);
  const bytes = await sharp(drawn).resize(640, 360, { fit: 'cover' }).webp({ quality: 70 }).toBuffer();
  writeFileSync(path.join(folder, `${name}.webp`), bytes);
  console.log(`${name}.webp ${bytes.length} bytes`);
}
await emulator.close();
