/** What is summed of generations, in hours and in days alike: names of columns. */
export const usageSums = [
  'requests',
  'succeeded',
  'cancelled',
  'images',
  'charged_micros',
  'cost_micros',
  'prompt_tokens',
  'output_tokens',
] as const;
