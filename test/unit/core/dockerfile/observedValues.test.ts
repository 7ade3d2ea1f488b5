import assert from 'node:assert/strict';
import { resolveBuild } from '../../../../src/core/dockerfile/resolve.ts';

/** Values of flags and ports, each as BuildKit 0.25 was seen to answer. */
describe('what BuildKit was seen to say of values', () => {
  function firstProblem(text: string): string | undefined {
    const options = { targets: ['linux/arm64'], buildPlatform: 'linux/amd64' };
    return resolveBuild(text, options).targets[0]?.problems[0]?.message;
  }

  describe('a flag is read byte by byte', () => {
    const check = (line: string, expected: string | undefined) =>
      it(JSON.stringify(line), () => {
        assert.equal(firstProblem(`FROM alpine\n${line}\n`), expected);
      });
    const refused = (message: string) => `dockerfile parse error on line 2: ${message}`;

    check('HEALTHCHECK --interval=5s CMD x', undefined);
    check(
      'HEALTHCHECK --interval=1µs CMD x',
      refused('time: unknown unit "\\xc3\\x82\\xc2\\xb5s" in duration "1\\xc3\\x82\\xc2\\xb5s"'),
    );
    check(
      'HEALTHCHECK --interval=🙂s CMD x',
      refused('time: invalid duration "\\xc3\\xb0\\xc2\\x9f\\xc2\\x99\\xc2\\x82s"'),
    );
    // The second byte of à is a no-break space.
    check('HEALTHCHECK --interval=às CMD x', refused('Unknown type "S" in HEALTHCHECK (try CMD)'));
    check(
      'HEALTHCHECK --interval="5\ts" CMD x',
      refused('time: unknown unit "\\x09s" in duration "5\\x09s"'),
    );
    check(
      'HEALTHCHECK --retries=é CMD x',
      refused('strconv.ParseInt: parsing "Ã©": invalid syntax'),
    );
    check('RUN --network=\\é x', refused('invalid network mode "Ã©"'));
    check('RUN --é x', refused('unknown flag: --Ã©'));
    check(
      'COPY --from=é /a /b',
      'failed to parse stage name "Ã©": invalid reference format: repository name (library/Ã©) must be lowercase',
    );
  });

  describe('a flag ends at any byte that is a blank', () => {
    const check = (line: string, expected: string | undefined) =>
      it(JSON.stringify(line), () => {
        assert.equal(firstProblem(`${line}\n`), expected);
      });
    const threeWords =
      'dockerfile parse error on line 1: FROM requires either one or three arguments';
    const component = (text: string, quoted = text) =>
      `failed to parse platform linux/${text}: "${quoted}" is an invalid component of "linux/${quoted}": platform specifier component must match "^[A-Za-z0-9_.-]+$": invalid argument`;

    check('FROM --platform=linux/à alpine', component('Ã'));
    check("FROM --platform='linux/à' alpine", component('Ã\u00a0', 'Ã\\u00a0'));
    // The rest of a character in which a flag ends is a word of its own.
    check('FROM --platform=linux/\u0800 alpine', threeWords);
    check('FROM \u00a0--platform=nope alpine', threeWords);
  });

  describe('durations are those of Go, to the nanosecond', () => {
    const check = (duration: string, expected: string | undefined) =>
      it(duration, () => {
        const text = `FROM alpine\nHEALTHCHECK --timeout=${duration} CMD x\n`;
        const message = expected && `dockerfile parse error on line 2: ${expected}`;
        assert.equal(firstProblem(text), message);
      });

    check('9223372036854775807ns', undefined);
    check('9223372036854775808ns', 'time: invalid duration "9223372036854775808ns"');
    check('-9223372036854775808ns', 'Interval "timeout" cannot be less than 1ms');
    check('-9223372036854775809ns', 'time: invalid duration "-9223372036854775809ns"');
    check('0.9999999ms', 'Interval "timeout" cannot be less than 1ms');
    check('0.99999999999999999999s', undefined);
    check('2540400h', undefined);
    check('1e3s', 'time: unknown unit "e" in duration "1e3s"');
  });

  describe('the size of a tmpfs is a number of bytes', () => {
    const check = (size: string, isTaken: boolean) =>
      it(JSON.stringify(size), () => {
        const flag = `--mount=type=tmpfs,target=/t,size=${size}`;
        const text = `FROM alpine\nRUN "${flag}" x\n`.replace(/"(--[^ ]*)"/, '$1');
        const expected = isTaken ? undefined : `invalid value for size: ${size}`;
        assert.equal(firstProblem(text), expected);
      });

    for (const size of ['1', '+1', '-0', '00', '.5', '1.', '1.5g', '1 k', '1 mb', '1_000', '1e3']) {
      check(size, true);
    }
    for (const size of ['1b', '1K', '1kb', '1KiB', '1t', '1p', '0x1p3', '0x_1p3', '1e308']) {
      check(size, true);
    }
    for (const size of [
      '',
      'b',
      '-1',
      '1..',
      '1x',
      '1kk',
      '1ki',
      '1ib',
      '1bi',
      '1e',
      '1eb',
      '1z',
    ]) {
      check(size, false);
    }
    for (const size of ['1.2.3', '1k5', '0x10', '1__0', '_1', '1e400', '1e_5', '-0x1p3', '1zib']) {
      check(size, false);
    }
  });

  describe('EXPOSE looks at its ports in the order of their text', () => {
    const check = (ports: string, expected: string | undefined) =>
      it(ports, () => {
        assert.equal(firstProblem(`FROM scratch\nENV Y="b 80"\nEXPOSE ${ports}\n`), expected);
      });

    check('http 80x', 'invalid containerPort: 80x');
    check('80x /tcp', 'invalid port: "/tcp": no port specified');
    check('x $Y', 'invalid containerPort: b');
    check('"$Y"', 'invalid containerPort: b 80');
    check('80\u0085a', 'invalid containerPort: a');
    check('x ${Y', 'failed to process "${Y": unsupported modifier (\uFFFD) in substitution');
  });

  describe('EXPOSE checks an address', () => {
    const check = (address: string, expected: string | undefined) =>
      it(address, () => {
        assert.equal(firstProblem(`FROM alpine\nEXPOSE ${address}:80:80\n`), expected);
      });
    const invalid = (address: string) => `invalid IP address: ${address}`;

    for (const address of ['1.2.3.4', '[::1]', '::1', '::', '1::8', '::ffff:1.2.3.4', '[]', '']) {
      check(address, undefined);
    }
    check('1:2:3:4:5:6:7:8', undefined);
    for (const address of ['a', '1.2.3', '1.2.3.04', '1.2.3.256', '12345::1', 'fe80::1%eth0']) {
      check(address, invalid(address));
    }
    check('1:2:3:4:5:6:7', invalid('1:2:3:4:5:6:7'));
    check('1:2:3:4:5:6:7::8', invalid('1:2:3:4:5:6:7::8'));
    check('1::2::3', invalid('1::2::3'));
    check('[fe80::1%eth0]', invalid('fe80::1%eth0'));
    check('[::1', "invalid IP address [::1: address [::1:: missing ']' in address");
    check('[::1]x', 'invalid IP address [::1]x: address [::1]x:: missing port in address');
    check('[::1]:a', 'invalid IP address [::1]:a: address [::1]:a:: too many colons in address');
  });

  describe('--chmod is an octal number or a list of changes', () => {
    const check = (mode: string, expected: string | undefined) =>
      it(mode, () => {
        const text = `FROM scratch\nENV M=888\nCOPY --chmod=${mode} a b\n`;
        assert.equal(firstProblem(text), expected);
      });
    const notOctal = (mode: string) =>
      `invalid chmod parameter: '${mode}'. it should be octal string and between 0 and 07777`;

    for (const mode of ['755', '07777', '00000000755', 'u+x', 'u=rwX,go-w', 'a+', '=', '-rw']) {
      check(mode, undefined);
    }
    for (const mode of ['ug+x-w=r', 'u=g', 'u=go+x', '=X', 'ugo+rwx,o-x']) check(mode, undefined);
    for (const mode of ['x', 'a', 'u+x,', 'u+x,,g+x', '+5', 'X']) check(mode, 'invalid syntax');
    for (const mode of ['10000', '8', '75a', '0o7', '1_0', '777777777777', '0x1']) {
      check(mode, notOctal(mode));
    }
    check('$M', notOctal('888'));
  });

  describe('STOPSIGNAL and VOLUME are read when it comes to them', () => {
    const check = (line: string, expected: string | undefined) =>
      it(line, () => {
        assert.equal(firstProblem(`FROM scratch\nENV X= S=nope\n${line}\n`), expected);
      });
    const empty = 'VOLUME specified can not be an empty string';

    for (const signal of ['SIGTERM', 'term', '15', '-1', '999', 'RTMIN+15', 'SIGRTMAX-1', '+15']) {
      check(`STOPSIGNAL ${signal}`, undefined);
    }
    for (const signal of ['FOO', 'SIGFOO', '0', 'RTMIN+99', 'KILL9', 'é', '1e1', 'a b']) {
      check(`STOPSIGNAL ${signal}`, `invalid signal: ${signal}`);
    }
    check('STOPSIGNAL $S', 'invalid signal: nope');
    check('VOLUME $X', empty);
    check('VOLUME ""', empty);
    check('VOLUME ["/a"]', undefined);
  });

  describe('COPY takes nothing from elsewhere', () => {
    const check = (source: string, expected: string | undefined) =>
      it(source, () => {
        const text = `FROM scratch\nENV U=https://e.com/a\nCOPY ${source} /x\n`;
        assert.equal(firstProblem(text), expected);
      });
    const url = "source can't be a URL for COPY";
    const git = "source can't be a git ref for COPY";

    for (const source of ['https://e.com/a', '$U', 'a http://e.com/b', 'https://e.com/a?b.git']) {
      check(source, url);
    }
    for (const source of ['https://e.com/a.git#main', 'a@b:c', 'git://e.com/a', 'SSH://e.com/a']) {
      check(source, git);
    }
    check('a https://e.com/b https://e.com/a.git', url);
    for (const source of ['httpx', 'HTTP://e.com/a', 'ftp://e.com/a', 'https:/e.com/a', 'a:b']) {
      check(source, undefined);
    }
    for (const source of ['a.git', 'github.com/a/b', 'C:\\a']) check(source, undefined);
  });
});
