import type { JsonSchema } from '../answers.ts';
import { Field } from '../parts/basic.tsx';

interface Props {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly isNeeded: boolean;
  readonly value: unknown;
}

/** What stands in the field of a setting: where there are choices, the default is one of them. */
export function shownSetting(schema: JsonSchema, value: unknown): string {
  if (value !== undefined) return typeof value === 'object' ? JSON.stringify(value) : String(value);
  return hasChoices(schema) ? String(schema.default ?? '') : '';
}

const hasChoices = ({ enum: choices, type }: JsonSchema) => choices !== undefined || type === 'boolean';

/** A field as the provider's own schema describes it. */
export function SettingField({ name, schema, isNeeded, value }: Props) {
  const field = `settings.${name}`;
  const required = isNeeded && schema.default === undefined;
  const hint = schema.description ?? '';
  const label = schema.title ?? name;
  const shown = shownSetting(schema, value);
  if (hasChoices(schema)) {
    const choices = schema.enum ?? ['true', 'false'];
    return (
      <Field label={label} hint={hint}>
        <select name={field} defaultValue={shown}>
          {required ? null : <option value="">–</option>}
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      </Field>
    );
  }
  const isNumber = schema.type === 'number' || schema.type === 'integer';
  return (
    <Field label={label} hint={hint}>
      <input
        name={field}
        type={isNumber ? 'number' : 'text'}
        step="any"
        required={required}
        defaultValue={shown}
        placeholder={schema.default === undefined ? '' : String(schema.default)}
      />
    </Field>
  );
}
