import assert from 'node:assert/strict';
import { withoutLinks } from '../../../src/extension/plainMessage.ts';

describe('withoutLinks', () => {
  const check = (message: string, expected: string) =>
    it(JSON.stringify(message), () => {
      assert.equal(withoutLinks(message), expected);
    });

  check('app was pushed for linux/arm64.', 'app was pushed for linux/arm64.');
  check('a list [1] (2) and f(x)[0]', 'a list [1] (2) and f(x)[0]');
  check(
    'denied: [sign in](command:workbench.action.terminal.sendSequence?%7B%7D)',
    'denied: [sign in] (command:workbench.action.terminal.sendSequence?%7B%7D)',
  );
  check(
    '[a](command:a "title")[b](https://reg.example)',
    '[a] (command:a "title")[b] (https://reg.example)',
  );
  check('[[a]](file:///etc/passwd)', '[[a]] (file:///etc/passwd)');
  check('](](](', '] (] (] (');
  check('[a](command:a).Dockerfile', '[a] (command:a).Dockerfile');
});
