import { answerDirectives } from './answer-directives.ts';
import { type Directive, type DirectiveKey, number, text } from './directive.ts';
import { wireDirectives } from './wire-directives.ts';

/** Keys every directive takes: they choose which requests with the same prompt it applies to. */
export const commonKeys: Readonly<Record<string, DirectiveKey>> = {
  times: number('only the first so many requests with this prompt'),
  nth: number('only this request with this prompt, counted from 1'),
  token: text('count requests by this word instead of by the prompt'),
};

/** Every directive, in the order of the help text. */
export const directives: readonly Directive[] = [...answerDirectives, ...wireDirectives];
