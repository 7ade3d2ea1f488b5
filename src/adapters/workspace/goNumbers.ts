import { isScalar, Scalar, visit, type Document } from 'yaml';

/** Digits after the sign and the prefix of a base, and zero in front of octal ones. */
const integer = /^([-+]?)(?:(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+)|0([0-7]+)|(0|[1-9][0-9]*))$/;

const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/**
 * Makes numbers of a document what the YAML of Go takes them for, which Compose is written in (go.yaml.in/yaml v3,
 * resolve.go): `010` is 8, `1_000` is 1000, and what is too large to be exact stays the text that it is.
 */
export function readGoNumbers(document: Document.Parsed): void {
  visit(document, {
    Scalar: (key, node) => {
      const { source = '', type } = node;
      if (key === 'key' || !isScalar(node) || type !== Scalar.PLAIN || node.tag !== undefined)
        return;
      const value = goNumber(source);
      if (value !== undefined) node.value = value;
    },
  });
}

function goNumber(source: string): number | string | undefined {
  if (/^\+?\.inf$/i.test(source)) return '+Inf';
  if (/^-\.inf$/i.test(source)) return '-Inf';
  if (/^\.nan$/i.test(source)) return 'NaN';
  // No number has as many digits, and each costs more than the one before.
  if (!/^[-+0-9]/.test(source) || source.length > 400) return undefined;
  const plain = source.replaceAll('_', '');
  const [found, sign = '', based, octal, decimal] = integer.exec(plain) ?? [];
  if (found !== undefined) {
    const size = BigInt(
      based?.toLowerCase() ?? (octal === undefined ? (decimal ?? '0') : `0o${octal}`),
    );
    const value = sign === '-' ? -size : size;
    if (Number.isSafeInteger(Number(value))) return Number(value);
    const isExact = value >= -(2n ** 63n) && value < 2n ** 64n;
    return isExact ? String(value) : Number(value);
  }
  if (!float.test(plain)) return undefined;
  return Number.isFinite(Number(plain)) ? Number(plain) : source;
}

/** A value as Go prints it (fmt, `%v`). */
export function goText(value: string | number | boolean): string {
  if (typeof value !== 'number') return String(value);
  if (value === 0 || Math.abs(value) >= 1e-4) return String(value);
  return value.toExponential().replace(/e-(\d)$/, 'e-0$1');
}
