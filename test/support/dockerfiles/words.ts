import fc from 'fast-check';

/** Arguments that BuildKit sets by itself. */
const automaticNames = [
  'BUILDPLATFORM',
  'BUILDOS',
  'BUILDARCH',
  'BUILDVARIANT',
  'TARGETPLATFORM',
  'TARGETOS',
  'TARGETARCH',
  'TARGETVARIANT',
  'TARGETSTAGE',
];

/** Arguments that a file declares, or does not. */
const ownNames = ['VERSION', 'IMAGE', 'BASE', 'EMPTY', 'PLATFORM', 'NAME'];

/** A name of a variable, automatic or not. */
export const variableName = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...ownNames) },
  { weight: 2, arbitrary: fc.constantFrom(...automaticNames) },
);

/** Plain text without anything that a shell lexer would take apart. */
export const plain = fc.constantFrom('alpine', '3.20', 'a', 'amd64', 'linux', 'v1.2.3', 'x-y', '1');

const pattern = fc.constantFrom('*', '?', 'a', 'l*', '*-', '.', 'v', '\\*', 'linux/', '');

/** `${NAME…}` with a modifier that BuildKit knows; what follows it may hold a variable again. */
const modified = fc
  .tuple(variableName, fc.nat(6), fc.oneof(plain, fc.constant('')), pattern, variableName)
  .map(([name, form, text, glob, other]) => {
    switch (form) {
      case 0:
        return `\${${name}:-${text}}`;
      case 1:
        return `\${${name}-${text}}`;
      case 2:
        return `\${${name}:+${text}}`;
      case 3:
        return `\${${name}+${text}}`;
      case 4:
        return `\${${name}:-\${${other}:-${text}}}`;
      case 5:
        return `\${${name}#${glob}}\${${other}%%${glob}}`;
      default:
        return `\${${name}/${glob === '' ? 'a' : glob}/${text}}`;
    }
  });

/** What BuildKit refuses, or takes in its own way. */
const odd = fc.constantFrom(
  '${NOPE:?is not set}',
  '${VERSION?}',
  '${VERSION:=x}',
  '${VERSION^^}',
  '${VERSION',
  '${}',
  '$',
  '$$',
  '${1}',
  '$0',
  "'$VERSION'",
  '"$VERSION"',
  '\\$VERSION',
  '${VERSION//./_}',
  '${VERSION##*.}',
  '"${NAME:-"a"}"',
  '$VERSION_$NAME',
  'é$VERSION',
);

/** A piece of a word. */
const piece = fc.oneof(
  { weight: 60, arbitrary: plain },
  { weight: 40, arbitrary: variableName.map((name) => `\${${name}}`) },
  { weight: 30, arbitrary: variableName.map((name) => `$${name}`) },
  { weight: 30, arbitrary: modified },
  { weight: 1, arbitrary: odd },
);

/** A word without blanks, with or without variables. */
export const word = fc
  .array(piece, { minLength: 1, maxLength: 3 })
  .chain((pieces) => fc.constantFrom('', '-', '/').map((separator) => pieces.join(separator)));
