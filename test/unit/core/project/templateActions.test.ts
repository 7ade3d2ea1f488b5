import assert from 'node:assert/strict';
import { withoutActions } from '../../../../src/core/project/templateActions.ts';

describe('templates of Helm as YAML', () => {
  const check = (text: string, expected: string) => {
    it(`${JSON.stringify(text)} keeps every place`, () => {
      assert.equal(withoutActions(text), expected);
      assert.equal(withoutActions(text).length, text.length);
    });
  };
  check('image: nginx\n', 'image: nginx\n');
  check('name: {{ .Release.Name }}-web\n', 'name: ___________________-web\n');
  check('image: "{{ .a }}:{{ .b }}"', 'image: "________:________"');
  check('{{- if .a }}\nb: 1\n  {{- end }}\n', '            \nb: 1\n            \n');
  check('  {{ .a }} {{ .b }}\t\nc: 1', `${' '.repeat(20)}\nc: 1`);
  check('{{- if .a }}\r\nb: {{ .c }}\r\n', `${' '.repeat(13)}\nb: ________\r\n`);
  check('a: {{/* one\ntwo */}}\nb: 2', 'a: ________\n        \nb: 2');
  check('a: {{}}b', 'a: ____b');
  check('a: {{ .never\nb: 2', 'a: {{ .never\nb: 2');
  check('a: {{ .b }} {{ .c', 'a: ________ {{ .c');
  check('{ a: { b: 1 }}\n\nc: {d: {}}', '{ a: { b: 1 }}\n\nc: {d: {}}');
});
