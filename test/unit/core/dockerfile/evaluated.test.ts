import assert from 'node:assert/strict';
import { isActive } from '../../../../src/core/dockerfile/evaluation/active.ts';
import { enterDirectory } from '../../../../src/core/dockerfile/evaluation/directory.ts';
import { parseDockerfile } from '../../../../src/core/dockerfile/instructions.ts';
import type { BuildOptions } from '../../../../src/core/dockerfile/resolve.ts';
import { BASE, resolveOne as resolve } from './resolveOne.ts';

describe('instructions that have to be carried out', () => {
  function check(line: string, expected: boolean): void {
    it(`${JSON.stringify(line)}: ${expected ? 'yes' : 'no'}`, () => {
      const [instruction] = parseDockerfile(line).instructions;
      assert.equal(instruction && isActive(instruction), expected);
    });
  }
  check('ARG A', true);
  check('ENV A=1', true);
  check('WORKDIR /a', true);
  check('RUN a $B', false);
  check('RUN --network=none a', false);
  check('RUN --mount=target=/a b', true);
  check('LABEL a=b c=d', false);
  check('LABEL a=b c=$D', true);
  check('LABEL $A=b c=d', true);
  check('LABEL a=b "c"=d', true);
  check('COPY a b', false);
  check('COPY --from=a b c', true);
  check('COPY a $B', true);
  check('COPY $A b', true);
  check('COPY a:b c', true);
  check('COPY --chown=a --link b c', false);
  check('COPY --chown=$A --link b c', true);
  check('COPY --link --chown=$A b c', true);
  check('COPY --chmod=1 b c', true);
  check('ADD a b', false);
  check('ADD --checksum=a b c', true);
  check('ADD http://a b', true);
  check('COPY <<A /a\nb\nA', false);
  check('COPY <<A /a\n$b\nA', true);
  // Its mark has to be read.
  check("COPY <<'A' /a\n$b\nA", true);
  check('COPY <<A <<B /a\nb\nA\n$b\nB', true);
  check('EXPOSE 80 81', false);
  check('EXPOSE 80 x', true);
  check('EXPOSE 80 $A', true);
  check('STOPSIGNAL 9', false);
  check('STOPSIGNAL x', true);
  check('STOPSIGNAL $A', true);
  check('USER a', false);
  check('USER $A', true);
  check('VOLUME a b', false);
  check('VOLUME a $B', true);
  for (const line of ['FROM $A', 'CMD $A', 'ENTRYPOINT $A', 'HEALTHCHECK CMD $A', 'SHELL ["$A"]']) {
    check(line, false);
  }
  for (const line of ['MAINTAINER $A', 'ONBUILD ENV A=1', 'NOPE $A']) check(line, false);
});

describe('where WORKDIR leads', () => {
  function check(current: string, path: string, expected: string): void {
    it(`from ${current} to ${path || '(nothing)'}`, () => {
      assert.equal(enterDirectory(current, path), expected);
    });
  }
  check('/a', '/b/c', '/b/c');
  check('/a', '/', '/');
  check('/a', '/b//c', '/b/c');
  check('/a', '/b/', '/b');
  check('/a', '/./b/../c', '/c');
  check('/a', '/../..', '/');
  check('/a', '/.b/c..', '/.b/c..');
  check('/a', '/...', '/...');
  check('/a', 'b/c', '/a/b/c');
  check('/a', 'b/', '/a/b');
  check('/a', '.', '/a');
  check('/a', '', '/a');
  check('/a/b', '..', '/a');
  check('/a/b', '../../../c', '/c');
  check('/', 'b', '/b');
  check('/', '.b', '/.b');
});

describe('what the working directory decides', () => {
  function check(text: string, workingDirectory: string | undefined, isRefused: boolean): void {
    it(`${JSON.stringify(text)} in ${workingDirectory ?? 'an unknown one'}`, () => {
      const images = workingDirectory === undefined ? {} : { [BASE]: { workingDirectory } };
      const [problem] = resolve(`${text}\nRUN --mount=target=.. x\n`, { images }).problems;
      assert.equal(problem?.message, isRefused ? 'invalid mount target "/"' : undefined);
    });
  }
  check('FROM base', '/a', true);
  check('FROM base', '/a/b', false);
  check('FROM base', '/', true);
  check('FROM base', undefined, false);
  check('FROM scratch', undefined, true);
  check('FROM base\nWORKDIR a', undefined, false);
  check('FROM base\nWORKDIR a', '/', true);
  check('FROM base\nWORKDIR a', '/b', false);
  check('FROM base\nWORKDIR /a', undefined, true);
  check('FROM base\nWORKDIR /a/b', undefined, false);
  check('FROM base\nWORKDIR $A', undefined, false);
  check('FROM base\nWORKDIR ${NONE}/..', '/a', true);
  check('FROM base AS a\nWORKDIR /a/b\nFROM a', '/', false);
  check('FROM base AS a\nWORKDIR /a\nFROM a', '/b/c', true);

  it('leaves an image without one at the root', () => {
    const [problem] = resolve('FROM base\nRUN --mount=target=. x\n').problems;
    assert.equal(problem?.message, 'invalid mount target "/"');
  });

  it('is not followed on Windows', () => {
    const text = 'FROM base\nRUN --mount=target=. x\n';
    const { problems } = resolve(text, {
      targets: ['windows/amd64'],
      images: { [BASE]: { workingDirectory: '/' } },
    });
    assert.deepEqual(problems, []);
  });
});

describe('what the stages see', () => {
  /** The variables of the last stage; `?` and why stands for what is not known. */
  function check(
    text: string,
    expected: Readonly<Record<string, string>>,
    options: Partial<BuildOptions> = {},
  ): void {
    it(JSON.stringify(text), () => {
      const stage = resolve(text, options).stages.at(-1);
      const variables = Object.entries(stage?.environment ?? {}).map(([name, variable]) => [
        name,
        'value' in variable ? variable.value : `? ${variable.unknown}`,
      ]);
      assert.deepEqual(Object.fromEntries(variables), expected);
    });
  }
  const notKnown = '? the config of docker.io/library/base:latest is not known';

  check('FROM base\nENV A=1 B=$A\nENV C=$A', { A: '1', B: '', C: '1' });
  check('FROM base\nENV A=\nENV B ${A:-x}', { A: '', B: 'x' });
  check('FROM base\nENV $A=1', { '': '1' });
  check('FROM base\nENV A=x\nENV $A=1', { A: 'x', x: '1' });
  check('FROM base\nARG A\nARG B=\nARG C=$B-', { B: '', C: '-' });
  check('FROM base\nARG A=1 B=$A', { A: '1', B: '1' });
  check('FROM base\nARG BUILDKIT_SBOM_SCAN_STAGE=1', {});
  check('FROM base\nARG BUILDKIT_SBOM_SCAN_CONTEXT=1', {});
  check('FROM base\nARG A=1', { A: '2' }, { buildArgs: { A: '2' } });
  check('FROM base\nARG A=1', { A: '' }, { buildArgs: { A: '' } });
  check('ARG A=1\nFROM base\nARG A B=$A', { A: '1', B: '1' });
  check('ARG A=1\nFROM base\nENV B=$A', { B: '' });
  check('ARG A=1 B=$A\nARG A=2 C\nFROM base\nARG A B C', { A: '2', B: '1' });
  check('FROM base\nARG A\nENV B=$A', { B: '' });
  check('FROM base\nARG TARGETARCH=x', { TARGETARCH: 'x' });
  check('FROM base\nARG TARGETARCH', { TARGETARCH: 'y' }, { buildArgs: { TARGETARCH: 'y' } });
  check('FROM base\nARG TARGETSTAGE', { TARGETSTAGE: 'default' });
  check('FROM base AS a\nARG TARGETSTAGE', { TARGETSTAGE: 'a' });
  check('FROM base AS a\nFROM a\nARG TARGETSTAGE', { TARGETSTAGE: 'a' }, { target: 'a' });
  check('FROM base\nENV A=${X:?no}', { A: '? failed to process "${X:?no}": X: no' });
  check('ARG A=${X:?no}\nFROM base\nARG A', { A: '? failed to process "${X:?no}": X: no' });
  check('FROM base\nENV A=$X', { A: notKnown }, { images: {} });
  check(
    'FROM base\nENV A=$X',
    { A: `${notKnown}: no network` },
    { images: {}, unknownImages: { [BASE]: 'no network' } },
  );
  check(
    'FROM base\nENV A=$X',
    { A: `${notKnown}: gone` },
    { images: {}, unknownImages: { [BASE]: 'no', [`${BASE}::linux/arm64`]: 'gone' } },
  );
  check(
    'FROM --platform=${P:-x/y/z/w} base\nENV A=$X',
    { A: `${notKnown}: its platform is not known` },
    { images: {}, unknownImages: { [BASE]: 'no network' } },
  );
  check('FROM base-$A\nENV A=${X:-1}', { A: '? the base is not known' }, { images: {} });
  check(
    'FROM base\nENV A=$X',
    { A: '? what the context base sets is not known' },
    { contexts: { base: './folder' } },
  );
  check(
    'FROM base\nENV A=$X',
    { A: '? what the context base sets is not known' },
    { contexts: ['base'] },
  );
  check(
    'FROM other\nENV A=$X',
    { X: 'x', A: 'x' },
    { contexts: { other: 'docker-image://base' }, images: { [BASE]: { env: ['X=x'] } } },
  );
  check('FROM base\nENV A=$X', { A: '' }, { contexts: ['scratch', 'context', 'other'] });
  check('FROM base AS a\nENV A=1', {}, { contexts: { a: 'docker-image://base' } });
  check('FROM base AS a\nENV A=1\nFROM a\nENV B=$A', { A: '1', B: '1' });
  check('FROM base\nENV A=$X', { X: '=y', A: '=y' }, { images: { [BASE]: { env: ['X==y'] } } });
  check('FROM base\nARG X=1\nFROM base', { X: 'x' }, { images: { [BASE]: { env: ['X=x'] } } });
  check('FROM base AS a\nARG X=1\nFROM a', { X: 'x' }, { images: { [BASE]: { env: ['X=x'] } } });
  const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  check('FROM base\nENV A=$PATH', { A: path });
  check(
    'FROM base\nENV A=$PATH',
    { PATH: '/x', A: '/x' },
    { images: { [BASE]: { env: ['PATH=/x'] } } },
  );
  check('FROM scratch\nENV A=$PATH', { A: '' }, { targets: ['windows/amd64'] });
  check('FROM --platform=windows/amd64 base\nENV A=$PATH', { A: '' });
});

describe('what the FROM lines mean', () => {
  type Row = readonly [kind: string, resolved: string | undefined, platform: string | undefined];

  /** Of the last stage. */
  function check(text: string, expected: Row, options: Partial<BuildOptions> = {}): void {
    it(`${JSON.stringify(text)} ${JSON.stringify(options)}`, () => {
      const stage = resolve(text, options).stages.at(-1);
      assert.deepEqual([stage?.base.kind, stage?.base.resolved, stage?.platform], expected);
    });
  }
  const arm64 = 'linux/arm64';
  check('FROM base', ['image', BASE, arm64]);
  check('FROM --platform=linux/s390x base', ['image', BASE, 'linux/s390x']);
  check('FROM --platform=nope base', ['image', BASE, undefined]);
  check('FROM --platform=$NONE base', ['image', BASE, undefined]);
  check('FROM scratch', ['scratch', 'scratch', arm64]);
  check('FROM --platform=linux/s390x scratch', ['scratch', 'scratch', arm64]);
  check('FROM --platform=linux/s390x base AS a\nFROM a', ['stage', 'a', 'linux/s390x']);
  check('FROM --platform=linux/s390x base AS a\nFROM A', ['image', undefined, arm64]);
  check('FROM --platform=nope base AS a\nFROM a', ['stage', 'a', undefined]);
  check('FROM base\nFROM 0', ['image', 'docker.io/library/0:latest', arm64]);
  check('FROM A', ['image', undefined, arm64]);
  check('FROM $NONE', ['image', undefined, arm64]);
  check('FROM', ['image', undefined, arm64]);
  check('FROM base', ['context', 'base', arm64], { contexts: ['base'] });
  check('FROM docker.io/library/base:latest', ['context', 'base', arm64], { contexts: ['base'] });
  check('FROM base', ['context', `base::${arm64}`, arm64], {
    contexts: [`base::${arm64}`, 'base'],
  });
  check('FROM base:latest-1', ['image', 'docker.io/library/base:latest-1', arm64], {
    contexts: ['base', 'base-1'],
  });
  check('FROM a/scratch', ['context', 'a/scratch', arm64], { contexts: ['a/scratch'] });
  check('FROM scratchy', ['context', 'scratchy', arm64], { contexts: ['scratchy'] });
  check('FROM context', ['context', 'context', arm64], { contexts: ['context'] });
  check('FROM base AS context', ['image', BASE, arm64], { contexts: ['context'] });
  check('FROM scratch', ['scratch', 'scratch', arm64], { contexts: ['scratch'] });
  check('FROM --platform=linux/s390x base AS a', ['context', 'a', 'linux/s390x'], {
    contexts: ['a'],
  });
  // Without a target, an image brings its platform along if the worker has it.
  const auto = { targets: [], workerPlatforms: ['linux/amd64', 'linux/386', 'nope', arm64] };
  const of = (platform: string): Partial<BuildOptions> => ({
    ...auto,
    images: { [BASE]: { platform } },
  });
  check('FROM base', ['image', BASE, 'linux/amd64'], auto);
  check('FROM base', ['image', BASE, arm64], of('linux/arm64/v8'));
  check('FROM base', ['image', BASE, 'linux/386'], of('linux/386'));
  check('FROM base', ['image', BASE, 'linux/amd64'], of('linux/s390x'));
  check('FROM base', ['image', BASE, 'linux/amd64'], of('windows/arm64'));
  check('FROM base', ['image', BASE, 'linux/amd64'], of('nope'));
  check('FROM --platform=linux/amd64 base', ['image', BASE, 'linux/amd64'], of(arm64));
  check('FROM base', ['image', BASE, 'linux/amd64'], {
    targets: [],
    images: { [BASE]: { platform: arm64 } },
  });
  check('FROM base', ['image', BASE, 'linux/amd64'], { ...of(arm64), targets: ['linux/amd64'] });
});
