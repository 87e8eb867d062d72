import type { Driver } from './driver.ts';
import { gemini } from './gemini.ts';
import { generateTask } from './generate-task.ts';
import { generations } from './generations.ts';
import { mcp } from './mcp.ts';
import { modelGeneration } from './model-generation.ts';
import { modelQueue } from './model-queue.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiEdits } from './openai-edits.ts';
import { openaiImages } from './openai-images.ts';
import { openrouterImages } from './openrouter-images.ts';

/** How each contract is spoken, by its name. */
export const drivers: Readonly<Record<string, Driver>> = {
  'openai-images': openaiImages,
  gemini,
  generations,
  'generate-task': generateTask,
  'model-generation': modelGeneration,
  'model-queue': modelQueue,
  'openai-edits': openaiEdits,
  'openai-chat': openaiChat,
  'openrouter-images': openrouterImages,
  mcp,
};
