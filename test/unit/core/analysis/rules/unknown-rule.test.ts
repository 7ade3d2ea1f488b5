import { ruleTable } from '../../../../support/ruleTable.ts';

describe('unknown-rule', () => {
  const { finds, staysSilent, says, mends, isQuick } = ruleTable('unknown-rule');
  const both = 'linux/amd64 linux/arm64';

  finds(
    'a code that is misspelt, among others',
    '# multiarch: ignore arch-named-image, emulated-compil it is slow\nFROM scratch\n',
    [`0: hint ‹emulated-compil› ${both}`],
  );
  finds('a reason without a code', 'FROM scratch\n  #multiarch:ignore the vendor\nCOPY a b\n', [
    `1: hint ‹the› ${both}`,
  ]);
  staysSilent(
    'about codes',
    '# multiarch: ignore arch-named-image , dockerfile-error ok\nFROM scratch\n',
  );
  staysSilent(
    'about reasons',
    '# multiarch: ignore arch-named-image emulated-compil\nFROM scratch\n',
  );
  staysSilent(
    'about other comments',
    '# ignore arch-name\n# multiarch: platforms=a\n#x multiarch: ignore y\nFROM scratch\n',
  );
  staysSilent('inside a script', 'FROM scratch\nRUN <<E\n# multiarch: ignore x\nE\n');
  staysSilent('inside a step', 'FROM scratch\nRUN a \\\n# multiarch: ignore x\n  && b\n');

  says(
    'what is near',
    '# multiarch: ignore platform-arg-shadow\n# multiarch: ignore platform-arg-shadoved\nFROM scratch\n',
    [
      'This comment ignores nothing: there is no rule “platform-arg-shadow”. Did you mean “platform-arg-shadowed”?',
      'This comment ignores nothing: there is no rule “platform-arg-shadoved”. Did you mean “platform-arg-shadowed”?',
    ],
  );
  says('how it is written', '# multiarch: ignore this\nFROM scratch\n', [
    'This comment ignores nothing: there is no rule “this”. Codes stand behind “ignore”, with commas between them, and then the reason.',
  ]);
  mends('the code', '# multiarch: ignore Arch-named-imge\nFROM scratch\n', [
    ['Write arch-named-image', '# multiarch: ignore arch-named-image\nFROM scratch\n'],
  ]);
  isQuick(
    'long comments',
    (share) => '# multiarch: ignore a\n'.repeat(5_000 * share) + 'FROM scratch\n',
  );
  isQuick(
    'a long list',
    (share) =>
      `# multiarch: ignore ${'aaaaaaaaaa-bbbbbb-cc,'.repeat(5_000 * share)}\nFROM scratch\n`,
  );
});
