import type { Contributed, Property, Typed } from './contributed.ts';
import { code, plain, table } from './table.ts';

/** One row for each setting, with a link to where its default is justified. */
export function settingTable({ configuration }: Contributed): string {
  const rows = Object.entries(configuration.properties).map(([id, property]) => [
    `[\`${id}\`](settings.md#${id.toLowerCase().replaceAll('.', '')})`,
    typeOf(property),
    code(JSON.stringify(property.default)),
    property.scope ?? 'window',
    describe(property),
  ]);
  return table(['Setting', 'Type', 'Default', 'Scope', 'Meaning'], rows);
}

/** One row for each property of something that a user writes as JSON. */
export function propertyTable({ properties = {}, required = [] }: Typed): string {
  const rows = Object.entries(properties).map(([name, property]) => [
    code(name) + (required.includes(name) ? ' (needed)' : ''),
    typeOf(property),
    describe(property),
  ]);
  return table(['Property', 'Type', 'Meaning'], rows);
}

function describe(property: Property): string {
  return plain(property.markdownDescription ?? property.description ?? '');
}

function typeOf({ type = '', enum: values, items }: Property): string {
  if (values !== undefined) return values.map(code).join(', ');
  if (type !== 'array') return type;
  return `list of ${items?.type ?? 'string'}s`;
}
