import * as z from 'zod/mini';

/** One value of a tool's input. */
export type Field = (TextField | TextsField | NamedTextsField | FlagField | ChoiceField) & {
  /** For people and for language models: what it is, with an example. */
  readonly description: string;
  readonly required?: true;
};

interface TextField {
  readonly kind: 'text';
  /** In characters; {@link longestText} when left out. */
  readonly longest?: number;
}

interface TextsField {
  readonly kind: 'texts';
}

interface NamedTextsField {
  readonly kind: 'named-texts';
}

interface FlagField {
  readonly kind: 'flag';
}

interface ChoiceField {
  readonly kind: 'choice';
  readonly choices: readonly string[];
}

/** The input of a tool: name → field. */
export type Fields = Readonly<Record<string, Field>>;

interface Values {
  readonly text: string;
  readonly texts: readonly string[];
  readonly 'named-texts': Readonly<Record<string, string>>;
  readonly flag: boolean;
  readonly choice: string;
}

/** What an input is once it was read. */
export type InputOf<F extends Fields> = {
  readonly [K in keyof F as F[K] extends { required: true } ? K : never]: ValueOf<F[K]>;
} & {
  readonly [K in keyof F as F[K] extends { required: true } ? never : K]?:
    ValueOf<F[K]> | undefined;
};

type ValueOf<F extends Field> = F extends { kind: 'choice'; choices: readonly (infer C)[] }
  ? C
  : Values[F['kind']];

/** Longest text, in characters, unless a field says otherwise: longer than any reference or path. */
const longestText = 4_096;
/** Most entries of a list. */
const mostTexts = 64;

/** The JSON Schema (2020-12) that language models are told. */
export function inputSchema(fields: Fields) {
  const required = Object.keys(fields).filter((name) => fields[name]?.required === true);
  const properties = Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      { description: field.description, ...typeOf(field) },
    ]),
  );
  return { type: 'object' as const, properties, required, additionalProperties: false };
}

function typeOf(field: Field): object {
  switch (field.kind) {
    case 'text':
      return { type: 'string', minLength: 1, maxLength: field.longest ?? longestText };
    case 'texts':
      return { type: 'array', items: typeOf(plainText), maxItems: mostTexts };
    case 'named-texts':
      return { type: 'object', additionalProperties: { type: 'string', maxLength: longestText } };
    case 'flag':
      return { type: 'boolean' };
    case 'choice':
      return { type: 'string', enum: field.choices };
  }
}

const plainText: Field = { kind: 'text', description: '' };

/** The same for what comes in: anything else is refused, with the names of what is wrong. */
export function inputReader(fields: Fields) {
  return z.strictObject(
    Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [
        name,
        field.required === true ? readerOf(field) : z.optional(readerOf(field)),
      ]),
    ),
  );
}

function readerOf(field: Field) {
  switch (field.kind) {
    case 'text':
      return z.string().check(z.minLength(1), z.maxLength(field.longest ?? longestText));
    case 'texts':
      return z
        .array(z.string().check(z.minLength(1), z.maxLength(longestText)))
        .check(z.maxLength(mostTexts));
    case 'named-texts':
      return z.record(
        z.string().check(z.maxLength(longestText)),
        z.string().check(z.maxLength(longestText)),
      );
    case 'flag':
      return z.boolean();
    case 'choice':
      return z.enum([...field.choices]);
  }
}
