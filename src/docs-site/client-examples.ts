import { type Code, code } from './page.ts';

/** A whole program with OpenAI's package, as a file `first.mjs`. */
export const openaiProgram = (origin: string): Code =>
  code(
    'js',
    `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '${origin}/v1', apiKey: process.env.PLANTAIN_KEY });
const { data } = await client.images.generate({ model: 'nano-banana-2', prompt: 'A plantain on a table' });
console.log(data[0].url);`,
  );

/** The same with Google's: the picture comes in the answer, beside words. */
export const googleProgram = (origin: string): Code =>
  code(
    'js',
    `import { writeFileSync } from 'node:fs';
import { GoogleGenAI } from '@google/genai';

const client = new GoogleGenAI({
  apiKey: process.env.PLANTAIN_KEY,
  httpOptions: { baseUrl: '${origin}' },
});
const answer = await client.models.generateContent({ model: 'nano-banana-2', contents: 'A plantain on a table' });
const picture = answer.candidates[0].content.parts.find((part) => part.inlineData).inlineData;
const file = \`plantain.\${picture.mimeType.split('/')[1]}\`;
writeFileSync(file, picture.data, 'base64');
console.log(file);`,
  );

/** The same with the client of this package. */
export const plantainProgram = (origin: string): Code =>
  code(
    'js',
    `import { createPlantain } from 'plantain/client';

const plantain = createPlantain({ url: '${origin}', key: process.env.PLANTAIN_KEY });
const { images, cost } = await plantain.generate({ model: 'nano-banana-2', prompt: 'A plantain on a table' });
console.log(images[0].url, cost.charged_usd);`,
  );

/** How the package gets to other machines: it is in no registry. */
export const packCommands = `npm pack                                     # in the folder of Plantain; says the name of the file
npm install /path/to/plantain-*.tgz          # in an application: plantain/client, and npx plantain
npm install --global /path/to/plantain-*.tgz # or for the whole machine: plantain`;
