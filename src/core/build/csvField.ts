/**
 * A field of a line of CSV (RFC 4180), as buildx reads the values of `--output` and `--driver-opt`.
 *
 * @example csvField('nodeselector=a=b,c=d') === '"nodeselector=a=b,c=d"'
 */
export function csvField(field: string): string {
  return /[",\n\r]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
