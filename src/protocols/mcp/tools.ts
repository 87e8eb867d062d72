import { z } from 'zod';

const wish = {
  model: z
    .string()
    .optional()
    .describe('A name from list_models. The first of them is used if this is left out.'),
  aspect_ratio: z.string().optional().describe('Such as 1:1, 16:9 or 2:3. Left out: the model chooses.'),
  resolution: z.string().optional().describe('0.5K, 1K, 2K or 4K, as the model offers; more costs more.'),
  count: z.int().min(1).max(10).default(1).describe('How many images; each is charged.'),
  strategy: z.enum(['auto', 'value', 'official']).optional().describe('Which channels may be used.'),
};

const making = {
  ...wish,
  prompt: z.string().describe('What the picture shows, or what to change.'),
  output_format: z.enum(['png', 'jpeg', 'webp']).optional(),
  wait_seconds: z
    .number()
    .min(0)
    .max(200)
    .default(45)
    .describe('Answer after at most this long; then the answer is an id for wait_for_image.'),
};

const id = z.string().describe('Id of a generation, from an earlier answer.');

export const generateArguments = z.strictObject(making);
export const editArguments = z.strictObject({
  ...making,
  images: z
    .array(z.string())
    .min(1)
    .describe(
      'http(s) URLs of the pictures to work from; URLs of earlier results work, and those of files sent to /v1/files/uploads.',
    ),
});
export const waitArguments = z.strictObject({ id, wait_seconds: making.wait_seconds });
export const fetchArguments = z.strictObject({
  id,
  number: z.int().min(1).default(1).describe('Which image, from 1.'),
});
export const cancelArguments = z.strictObject({ id });
export const quoteArguments = z.strictObject(wish);
export const listArguments = z.strictObject({});

const readOnly = { readOnlyHint: true, openWorldHint: false };
const spends = { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true };

const tool = (
  name: string,
  title: string,
  description: string,
  schema: z.ZodType,
  annotations: Readonly<Record<string, boolean>>,
) => {
  const { $schema: _, ...inputSchema } = z.toJSONSchema(schema, { io: 'input' });
  return { name, title, description, inputSchema, annotations };
};

/** What `tools/list` answers. */
export const toolList = [
  tool(
    'generate_image',
    'Generate an image',
    'Makes images from a text. Costs money.',
    generateArguments,
    spends,
  ),
  tool(
    'edit_image',
    'Edit images',
    'Changes or combines pictures as a text says. Costs money.',
    editArguments,
    spends,
  ),
  tool(
    'wait_for_image',
    'Wait for an image',
    'Waits for a generation that was still running. Costs nothing; may be called again and again.',
    waitArguments,
    readOnly,
  ),
  tool(
    'fetch_image',
    'Fetch an image',
    'The picture itself, up to 8 MB, with its URL. Larger ones come as a link alone.',
    fetchArguments,
    readOnly,
  ),
  tool(
    'cancel_image',
    'Cancel a generation',
    'Takes a generation back that has not been sent to the model yet; nothing is charged then.',
    cancelArguments,
    { readOnlyHint: false, destructiveHint: true, openWorldHint: false },
  ),
  tool(
    'list_models',
    'List models',
    'Models with sizes, ratios, references and prices.',
    listArguments,
    readOnly,
  ),
  tool(
    'quote',
    'Quote a price',
    'The most a request can cost, without running it.',
    quoteArguments,
    readOnly,
  ),
];
