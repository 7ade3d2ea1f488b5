import assert from 'node:assert/strict';
import { resolveBuild } from '../../../../src/core/dockerfile/resolve.ts';

/** What the comparison with the real BuildKit has shown (npm run differential), one row for each. */
describe('what BuildKit was seen to do', () => {
  function resolve(text: string) {
    const config = { env: [], onbuild: [], workingDirectory: '/' };
    const images = { 'docker.io/library/alpine:latest': config };
    const options = { targets: ['linux/arm64'], buildPlatform: 'linux/amd64', images };
    const [resolution] = resolveBuild(text, options).targets;
    assert.ok(resolution);
    return resolution;
  }

  describe('it refuses, at a line that counts from 1', () => {
    const check = (text: string, line: number, expected: string) =>
      it(JSON.stringify(text), () => {
        const [problem] = resolve(text).problems;
        assert.equal(problem?.message, expected);
        assert.equal(problem.range.start.line + 1, line);
      });

    check(
      'FROM --platform=${X alpine\n',
      1,
      'failed to process arguments for platform : failed to process "${X": unsupported modifier (\uFFFD) in substitution',
    );
    // An instruction begins where its first line does, even when only an escape character is there.
    check(
      '\\\n\nNOTHINGELSE x\nFROM alpine\n',
      3,
      'dockerfile parse error on line 1: unknown instruction: NOTHINGELSE',
    );
    // Of several ways to the same stage it keeps the last one.
    check(
      'FROM alpine AS a\nCOPY --from=0 /a /b\nCOPY --from=a /a /c\n',
      3,
      'circular dependency detected on stage: a',
    );
    check(
      'FROM alpine AS a\nRUN --mount=from=b,target=/m x\nFROM alpine AS b\nCOPY --from=a / /\nRUN --mount=from=a,target=/m x\n',
      2,
      'circular dependency detected on stage: a',
    );
    check(
      'FROM alpine AS a\nONBUILD SHELL sh\nFROM a\n',
      3,
      'SHELL requires the arguments to be in JSON form',
    );
    check('FROM alpine AS a\nONBUILD COPY --from=9 / /\nFROM a\n', 3, 'invalid stage index 9');
    check(
      'FROM alpine\nRUN --mount= x\n',
      2,
      'dockerfile parse error on line 2: failed to parse csv mounts: EOF',
    );
    check(
      'FROM alpine\nADD --checksum=nope https://example.com/a /\n',
      2,
      'invalid checksum digest format',
    );
    check(
      'FROM alpine\nADD --checksum=sha256:12 https://example.com/a /\n',
      2,
      'invalid checksum digest length',
    );
    check(
      'FROM alpine\nARG SUM=sha256:12\nADD --checksum=$SUM https://example.com/a /\n',
      3,
      'invalid checksum digest length',
    );
    check(
      'FROM alpine\nADD --checksum=x https://example.com/a https://example.com/b /\n',
      2,
      "checksum can't be specified for multiple sources",
    );
    check('FROM alpine\nADD --checksum=x a /\n', 2, 'checksum requires HTTP(S) or Git sources');
  });

  describe('it reads the times of a HEALTHCHECK as Go does', () => {
    const check = (flag: string, expected: string | undefined) =>
      it(flag, () => {
        const [problem] = resolve(`FROM alpine\nHEALTHCHECK ${flag} CMD true\n`).problems;
        const message = expected && `dockerfile parse error on line 2: ${expected}`;
        assert.equal(problem?.message, message);
      });

    check('--interval=5s', undefined);
    check('--interval=1h2m3.5s', undefined);
    check('--interval=+1.s', undefined);
    check('--interval=.5s', undefined);
    check('--interval=0', undefined);
    check('--interval=0s', undefined);
    check('--interval=', undefined);
    check('--interval=1us --retries=3', 'Interval "interval" cannot be less than 1ms');
    check('--timeout=999us', 'Interval "timeout" cannot be less than 1ms');
    check('--start-period=-1s', 'Interval "start-period" cannot be less than 1ms');
    check('--start-interval=1ms', undefined);
    check('--interval=5', 'time: missing unit in duration "5"');
    check('--interval=1s5', 'time: missing unit in duration "1s5"');
    check('--interval=5x', 'time: unknown unit "x" in duration "5x"');
    check('--interval=5S', 'time: unknown unit "S" in duration "5S"');
    check('--interval=.s', 'time: invalid duration ".s"');
    check('--interval=s', 'time: invalid duration "s"');
    check('--interval=-', 'time: invalid duration "-"');
    check('--interval=9999999h', 'time: invalid duration "9999999h"');
    check('--timeout=x --interval=y', 'time: invalid duration "y"');
    check('--retries=3', undefined);
    check('--retries=+3', undefined);
    check('--retries=-1', '--retries cannot be negative (-1)');
    check('--retries=x', 'strconv.ParseInt: parsing "x": invalid syntax');
    check('--retries=2147483648', 'strconv.ParseInt: parsing "2147483648": value out of range');
  });

  describe('it reads the ports of EXPOSE when it comes to it', () => {
    const check = (ports: string, expected: string | undefined) =>
      it(ports, () => {
        const text = `FROM alpine\nENV NAME=- PORTS="80 443/udp"\nEXPOSE ${ports}\n`;
        assert.equal(resolve(text).problems[0]?.message, expected);
      });

    check('80', undefined);
    check('80/tcp 53/UDP 9/sctp', undefined);
    check('8000-9000', undefined);
    check('$PORTS', undefined);
    check('$NOPE', undefined);
    check('127.0.0.1:80:8080', undefined);
    check(
      '80:8000-9000',
      'invalid ranges specified for container and host Ports: 8000-9000 and 80',
    );
    check('80-90:8000', undefined);
    check('$NAME', 'invalid containerPort: -');
    check('http', 'invalid containerPort: http');
    check('65536', 'invalid containerPort: 65536');
    check('90-80', 'invalid containerPort: 90-80');
    check('x:80', 'invalid hostPort: x');
    check('80/icmp', 'invalid port: "80/icmp": invalid proto: icmp');
    check('/tcp', 'invalid port: "/tcp": no port specified');
  });

  describe('ENV holds again in a child where an ARG had covered it', () => {
    const check = (text: string, expected: Readonly<Record<string, string>>) =>
      it(JSON.stringify(text), () => {
        const variables = Object.entries(resolve(text).stages.at(-1)?.environment ?? {});
        const values = variables.map(([name, variable]) => [
          name,
          'value' in variable ? variable.value : '?',
        ]);
        assert.deepEqual(Object.fromEntries(values), expected);
      });

    check('FROM alpine AS a\nENV X=env\nARG X=arg\n', { X: 'arg' });
    check('FROM alpine AS a\nENV X=env\nARG X=arg\nFROM a\n', { X: 'env' });
    check('FROM alpine AS a\nENV X=env\nARG X=arg\nFROM a AS b\nFROM b\n', { X: 'env' });
    check('FROM alpine AS a\nENV X=env\nARG X=1\nARG X=2\nFROM a\nARG Y=$X\n', {
      X: 'env',
      Y: 'env',
    });
    check('FROM alpine AS a\nENV X=1\nARG X=arg\nENV X=2\nFROM a\n', { X: '2' });
    check('FROM alpine AS a\nARG X=arg\nENV X=env\nARG X=more\nFROM a\n', { X: 'env' });
    check('FROM alpine AS a\nARG X=1\nARG X=2\nFROM a\n', { X: '2' });
    check('FROM alpine AS a\nENV X=env\nFROM a AS b\nARG X=arg\nFROM b\nENV Y=$X\n', {
      X: 'env',
      Y: 'env',
    });
  });

  describe('a stage that is called scratch is needed by mounts without from', () => {
    const check = (text: string, ...expected: string[]) =>
      it(JSON.stringify(text), () => {
        const pulled = resolve(text).pulls.map(({ reference }) => reference);
        assert.deepEqual(pulled, expected);
      });
    const build = 'docker.io/library/build:latest';
    const alpine = 'docker.io/library/alpine:latest';

    check('FROM build AS scratch\nFROM alpine\nRUN --mount=target=/a x\n', build, alpine);
    check(
      'FROM build AS scratch\nFROM alpine\nRUN --mount=type=tmpfs,target=/a x\n',
      build,
      alpine,
    );
    check('FROM build AS scratch\nFROM alpine\nRUN x\n', alpine);
    check('FROM build AS other\nFROM alpine\nRUN --mount=target=/a x\n', alpine);
  });
});
