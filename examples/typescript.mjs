import { createPlantain } from 'plantain/client';

const plantain = createPlantain({ url: process.env.PLANTAIN_URL, key: process.env.PLANTAIN_KEY });
const { id } = await plantain.create({ model: 'nano-banana-2', prompt: 'A plantain on a turquoise table' });
for await (const generation of plantain.events(id)) {
  console.log(generation.status);
  for (const { url, width, height } of generation.images) console.log(url, width, height);
}
