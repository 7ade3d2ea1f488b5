import { ruleTable } from '../../../../support/ruleTable.ts';

/** A stage whose RUN has a script, in a file for three targets. */
function running(script: string, declared = 'ARG TARGETARCH'): string {
  return `FROM alpine\n${declared}\nRUN ${script}\n`;
}

const options = { targets: ['linux/amd64', 'linux/arm64', 'linux/riscv64'] };
const arms = 'amd64) a=x86_64 ;; arm64) a=aarch64 ;;';

describe('platform-not-buildable', () => {
  const { finds, staysSilent, says, mends, isQuick } = ruleTable('platform-not-buildable');

  finds(
    'a case that ends for what it does not know',
    running(`case "$TARGETARCH" in ${arms} *) echo no >&2; exit 1 ;; esac && get $a`),
    ['2: error ‹exit 1› linux/riscv64'],
    options,
  );
  finds(
    'arms that hold nothing',
    running('case ${TARGETARCH} in amd64|arm64) ;; *) exit 2; esac'),
    ['2: error ‹exit 2› linux/riscv64'],
    options,
  );
  finds(
    'an arm for a platform',
    running('case $TARGETPLATFORM in linux/arm*) exit 1 ;; esac', 'ARG TARGETPLATFORM'),
    ['2: error ‹exit 1› linux/arm64'],
    options,
  );
  finds(
    'several arguments together',
    running(
      'case "$TARGETOS-$TARGETARCH" in linux-amd64) ;; *) exit 1 ;; esac',
      'ARG TARGETOS TARGETARCH',
    ),
    ['2: error ‹exit 1› linux/arm64 linux/riscv64'],
    options,
  );
  finds(
    'a heredoc',
    'FROM alpine\nARG TARGETARCH\nRUN <<E\ncase "$TARGETARCH" in\n  amd64) a=1 ;;\n  *) exit 1 ;;\nesac\nE\n',
    ['5: error ‹exit 1› linux/arm64'],
  );
  finds(
    'a stage that builds for another target',
    `FROM --platform=$BUILDPLATFORM alpine AS b\nARG TARGETARCH\nRUN case $TARGETARCH in ${arms} *) exit 1; esac\nFROM scratch\nCOPY --from=b /a /a\n`,
    ['2: error ‹exit 1› linux/riscv64'],
    options,
  );

  finds(
    'arms that go on into the next one',
    running('case $TARGETARCH in arm64) ;& riscv64) exit 1;; esac'),
    ['2: error ‹exit 1› linux/arm64 linux/riscv64'],
    options,
  );
  finds(
    'words in front of the end',
    running(
      'set -eu && case $TARGETARCH in amd64|arm64) ;; *) echo no && exit 1; esac | cat; set -e; case $TARGETARCH in amd64|arm64) ;; *) echo no && exit 1; esac',
    ),
    ['2: error ‹exit 1› linux/riscv64'],
    options,
  );

  const refusing = `case "$TARGETARCH" in ${arms} *) exit 1 ;; esac`;
  const unsure: readonly string[] = [
    'case "$TARGETARCH" in amd64) echo "abc f" | sha256sum -c - || exit 1;; esac',
    'case "$TARGETARCH" in amd64) curl -fO https://example.com/a || exit 1;; esac',
    'case "$TARGETARCH" in arm64) ;; *) apk add foo || { echo failed; exit 1; };; esac',
    'case "$TARGETARCH" in amd64) ! getent passwd x && exit 1;; esac',
    'case "$TARGETARCH" in amd64) ! echo x && exit 1;; esac',
    'case $TARGETARCH in riscv64) exit 0;; esac; case $TARGETARCH in amd64|arm64) ;; *) exit 1;; esac',
    `if [ -f x ]; then exit; else echo; fi; ${refusing}`,
    `f() { ${refusing}; }; echo`,
    `function f { ${refusing}; }; if [ -f x ]; then f; fi`,
    `command -v cmake || ${refusing}`,
    `( ${refusing} ) || true`,
    `if ( ${refusing} ); then echo; fi`,
    `${refusing} | cat`,
    `echo | ${refusing}`,
    `${refusing} & wait`,
    `trap 'exit 0' EXIT; ${refusing}`,
    `exec true; ${refusing}`,
  ];
  for (const script of unsure) staysSilent(`about ${script}`, running(script), options);
  staysSilent(
    'about an argument that is declared below',
    'FROM alpine\nRUN case "$TARGETARCH" in arm64) exit 1;; esac\nARG TARGETARCH\n',
    options,
  );

  const idioms: Readonly<Record<string, string>> = {
    'arms for all targets': running(`case $TARGETARCH in ${arms} riscv64) ;; *) exit 1 ;; esac`),
    'another end': running(`case $TARGETARCH in ${arms} *) exit 0 ;; esac`),
    'an end that nobody knows': running(`case $TARGETARCH in ${arms} *) exit $code ;; esac`),
    'no end': running(`case $TARGETARCH in ${arms} *) echo unknown ;; esac`),
    'a condition around it': running(
      `if [ -f x ]; then case $TARGETARCH in ${arms} *) exit 1 ;; esac; fi`,
    ),
    'a condition in the arm': running(
      `case $TARGETARCH in ${arms} *) if [ ! -f x ]; then exit 1; fi ;; esac`,
    ),
    'a pattern that cannot be read': running(`case $TARGETARCH in $known) ;; *) exit 1 ;; esac`),
    'a pattern of characters': running('case $TARGETARCH in [ar]*64) ;; *) exit 1 ;; esac'),
    'what the script sets itself': running(
      `TARGETARCH=$(arch); case $TARGETARCH in ${arms} *) exit 1 ;; esac`,
    ),
    'a value that is cut': running(`case \${TARGETARCH%64} in ${arms} *) exit 1 ;; esac`),
    'what a probe says': running(`case $(uname -m) in ${arms} *) exit 1 ;; esac`),
    'a command in a command': running(
      `a=$(case $TARGETARCH in ${arms} *) exit 1 ;; esac) || a=none`,
    ),
    'a stage that is not reached': `FROM alpine AS a\nARG TARGETARCH\nRUN case $TARGETARCH in ${arms} *) exit 1 ;; esac\nFROM alpine\n`,
  };
  for (const [title, text] of Object.entries(idioms)) staysSilent(title, text, options);

  says(
    'what fails, why, and what to do',
    running(`case "$TARGETARCH" in ${arms} *) exit 1 ;; esac`),
    [
      'linux/riscv64: the build fails here with “exit 1”, because the case comes to this arm for “riscv64”. Add an arm for it, or remove the platform from the targets.',
    ],
    options,
  );
  mends(
    'by other targets',
    running(`case "$TARGETARCH" in ${arms} *) exit 1 ;; esac`),
    [['Remove linux/riscv64 from the targets', 'drop-targets linux/riscv64']],
    options,
  );
  isQuick('many arms', (share) =>
    running(
      `case "$TARGETARCH" in ${'x) exit 1 ;; '.repeat(Math.floor(8_000 * share))} *) exit 1 ;; esac`,
    ),
  );
});
