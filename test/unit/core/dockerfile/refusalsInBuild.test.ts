import assert from 'node:assert/strict';
import { resolveBuild } from '../../../../src/core/dockerfile/resolve.ts';
import { textIn } from './textIn.ts';

/** BuildKit's words, and what they are about. */
describe('what is refused while a file is built', () => {
  function check(lines: string, message?: string, underlined?: string): void {
    it(JSON.stringify(lines), () => {
      const text = `FROM alpine\n${lines}\n`;
      const { targets } = resolveBuild(text, {
        targets: ['linux/amd64'],
        buildPlatform: 'linux/amd64',
        images: { 'docker.io/library/alpine:latest': { workingDirectory: '/' } },
      });
      const [problem] = targets[0]?.problems ?? [];
      assert.equal(problem?.message, message);
      if (problem) assert.equal(textIn(text, problem.range), underlined);
    });
  }

  describe('mounts', () => {
    const mount = (value: string, message?: string): void => {
      check(`RUN --mount=${value} x`, message, value);
    };
    mount('type=bind,source=/a,target=/m');
    mount('TYPE=BIND,SRC=/a,DST=/m');
    mount('destination=/m,readonly');
    mount('target=/m,ro=false');
    mount('target=/m,rw');
    mount('target=/m,readwrite=1');
    mount('target=/m,READONLY=t');
    mount('target=/m,ro=yes', 'invalid value for ro: yes');
    mount('target=/m,rw=', 'invalid value for rw: ');
    mount('target=/m,readonly=2', 'invalid value for readonly: 2');
    mount('target=/m,readwrite=x', 'invalid value for readwrite: x');
    mount('target', "invalid field 'target' must be a key=value pair");
    mount('target=/m,Nope', "invalid field 'Nope' must be a key=value pair");
    mount('target=/m,required', "unexpected key 'required' for mount type 'bind'");
    mount('type=cache,target=/m,required=1', "unexpected key 'required' for mount type 'cache'");
    mount('type=secret,id=a,required');
    mount('type=ssh,required');
    mount('type=ssh,required=0');
    mount('type=secret,id=a,required=x', 'invalid value for required: x');
    mount('target=/m,size=1', "unexpected key 'size' for mount type 'bind'");
    mount('type=tmpfs,target=/m,size=1g');
    mount('type=tmpfs,target=/m,size=x', 'invalid value for size: x');
    mount('type=bnd', 'unsupported mount type "bnd" (did you mean bind?)');
    mount('type=volume', 'unsupported mount type "volume"');
    mount('type=', 'unsupported mount type ""');
    mount('type=cache,target=/m,sharing=LOCKED');
    mount('type=cache,target=/m,sharing=shared');
    mount('type=cache,target=/m,sharing=private');
    mount(
      'type=cache,target=/m,sharing=lockd',
      'unsupported sharing value "lockd" (did you mean locked?)',
    );
    mount('type=cache,target=/m,sharing=', 'unsupported sharing value ""');
    mount('from,target=/m', "invalid field 'from' must be a key=value pair");
    mount('target=/m,sharing=locked', 'invalid cache sharing set for bind mount');
    mount('type=ssh,sharing=locked', 'invalid cache sharing set for ssh mount');
    mount('type=secret,id=a,sharing=locked', 'secret mount should not define sharing');
    mount('type=secret,from=alpine,id=a', 'secret mount should not have a from');
    mount('type=secret', 'invalid secret mount. one of source, target required');
    mount('type=secret,id=a,source=b', "both source and id can't be set");
    mount('type=secret,source=b');
    mount('type=secret,target=/b');
    mount('type=secret,id=b');
    mount('type=secret,id=b,env=B');
    mount('type=cache,target=/m,mode=0755,uid=1,gid=2');
    mount('type=cache,target=/m,mode=37777777777');
    mount('type=cache,target=/m,mode=40000000000', 'invalid value 40000000000 for mode');
    mount('type=cache,target=/m,mode=8', 'invalid value 8 for mode');
    mount('type=cache,target=/m,mode=', 'invalid value  for mode');
    mount('type=cache,target=/m,uid=4294967295');
    mount('type=cache,target=/m,uid=4294967296', 'invalid value 4294967296 for uid');
    mount('type=cache,target=/m,gid=-1', 'invalid value -1 for gid');
    mount('type=cache,target=/m,gid=1x', 'invalid value 1x for gid');
    mount('target=/m,uid=0', 'uid not allowed for "bind" type mounts');
    mount('type=tmpfs,target=/m,gid=0', 'gid not allowed for "tmpfs" type mounts');
    mount('target=/m,gid=0,mode=1', 'mode not allowed for "bind" type mounts');
    mount('trget=/m', "unexpected key 'trget' in 'trget=/m' (did you mean target?)");
    mount('Sorce=/m', "unexpected key 'sorce' in 'Sorce=/m' (did you mean source?)");
    mount('xyzzy=/m', "unexpected key 'xyzzy' in 'xyzzy=/m'");
    for (const key of ['type', 'readonly', 'sharing', 'required', 'size', 'mode', 'destination']) {
      const wrong = `${key}x`;
      mount(`${wrong}=1`, `unexpected key '${wrong}' in '${wrong}=1' (did you mean ${key}?)`);
    }
    mount('target=/', 'invalid mount target "/"');
    mount('target=a/..', 'invalid mount target "/"');
    mount('target=.', 'invalid mount target "/"');
    mount('target=', 'invalid mount target "/"');
    mount('type=ssh,target=/');
    mount('type=secret,id=a,target=/');
    check('WORKDIR /w\nRUN --mount=target=. x');
    check('WORKDIR /w\nRUN --mount=target=.. x', 'invalid mount target "/"', 'target=..');
    check('RUN --mount=target=/a --mount=type=x y', 'unsupported mount type "x"', 'type=x');
    // All fields are read before any target is looked at.
    check('RUN --mount=target=/ --mount=type=x y', 'unsupported mount type "x"', 'type=x');
    check('ARG T=cache\nRUN --mount=type=$T,target=/m,sharing=locked x');
    check(
      'ARG T=ssh\nRUN --mount=type=$T,target=/m,uid=$U x',
      'invalid value  for uid',
      'type=$T,target=/m,uid=$U',
    );
    check(
      'RUN --mount=target=${X x',
      'failed to process "${X": unsupported modifier (\uFFFD) in substitution',
      'target=${X',
    );
    check('RUN --mount=from=later,target=/m x\nFROM alpine AS later', undefined);
    check('RUN --mount=from=,target=/m x');
    check(
      'RUN --mount=from=a$,target=/m x',
      'failed to parse stage name "a$": invalid reference format',
      'a$',
    );
    check(
      'RUN --mount=from=$,from=b$c,target=/m x',
      "dockerfile parse error on line 2: 'from' doesn't support variable expansion, define alias stage instead",
      'from=$,from=b$c,target=/m',
    );
  });

  describe('COPY and ADD', () => {
    const url = "source can't be a URL for COPY";
    const git = "source can't be a git ref for COPY";
    check('COPY https://a.example/b /c', url, 'https://a.example/b');
    check('COPY http://a.example/b /c', url, 'http://a.example/b');
    check('COPY a http://a.example/b /c', url, 'http://a.example/b');
    check('COPY a http://a.example/b');
    check('COPY HTTP://a.example/b /c');
    check('COPY https://a.example/b.git /c', git, 'https://a.example/b.git');
    check('COPY HTTPS://a.example/b.git /c', git, 'HTTPS://a.example/b.git');
    check('COPY https://a.example/b.git#x:y /c', git, 'https://a.example/b.git#x:y');
    check('COPY https://a.example.git /c', url, 'https://a.example.git');
    check('COPY https://a.example/b?c.git /c', url, 'https://a.example/b?c.git');
    check('COPY git@a.example:b /c', git, 'git@a.example:b');
    check('COPY git://a.example/b /c', git, 'git://a.example/b');
    check('COPY SSH://a.example/b /c', git, 'SSH://a.example/b');
    check('COPY github.com/a/b /c');
    check('COPY ftp://a.example/b /c');
    check('COPY a/http://b /c');
    check('ENV U=https://a.example/b\nCOPY $U /c', url, '$U');
    check('ADD https://a.example/b /c');

    const sum = 'a'.repeat(64);
    check(`ADD --checksum=sha256:${sum} https://a.example/b /c`);
    check(`ADD --checksum= a /c`);
    check('ADD --checksum=x https://a.example/b.git /c');
    check('ADD --checksum=x git@a.example:b /c');
    check('ADD --checksum=x github.com/a/b /c');
    check(
      'ADD --checksum=x HTTPS://a.example/b /c',
      'checksum requires HTTP(S) or Git sources',
      'x',
    );

    const several = "checksum can't be specified for multiple sources";
    check('ADD --checksum=x <<EOT /c\nhello\nEOT', several, 'x');
    check('ADD --checksum=x <<A <<B /c/\nA\nB', several, 'x');
    check('ADD --checksum=x a <<EOT /c/\nEOT', 'checksum requires HTTP(S) or Git sources', 'x');

    const octal = (mode: string): string =>
      `invalid chmod parameter: '${mode}'. it should be octal string and between 0 and 07777`;
    for (const mode of ['0', '644', '07777', '000000644', 'u=rwX', 'a+x,go-w', '=', '+X', 'ug=u']) {
      check(`COPY --chmod=${mode} a /b`);
    }
    for (const mode of ['8', '10000', '64x', '0o644']) {
      check(`COPY --chmod=${mode} a /b`, octal(mode), mode);
    }
    for (const mode of ['x', 'u', '-1', 'u=q', 'u+x,', ',u+x', 'u+x,g']) {
      check(`ADD --chmod=${mode} a /b`, 'invalid syntax', mode);
    }
    check('ARG M=99\nCOPY --chmod=$M a /b', octal('99'), '$M');
    check('COPY --chmod=8 https://a.example/b /c', octal('8'), '8');
    check(
      'COPY <<E /b\n${x\nE',
      'failed to process "${x\\n": unsupported modifier (\\n) in substitution'.replace(
        '\\n)',
        '\n)',
      ),
      '${x\n',
    );
    check("COPY <<'E' /b\n${x\nE");
    check('COPY <<E /b\n"${x}\nE');
    check('RUN <<E\n${x\nE');
  });

  describe('other values', () => {
    for (const signal of ['9', '+15', '-1', 'SIGTERM', 'kill', 'sigusr2', 'RTMIN', 'SIGRTMIN+15']) {
      check(`STOPSIGNAL ${signal}`);
    }
    for (const signal of ['RTMAX-14', 'rtmin+1', '999999999999999999']) {
      check(`STOPSIGNAL ${signal}`);
    }
    for (const signal of [
      '0',
      '-0',
      'SIG',
      'TERMX',
      'XTERM',
      'SIGSIGTERM',
      'RTMIN+16',
      'RTMAX-15',
    ]) {
      check(`STOPSIGNAL ${signal}`, `invalid signal: ${signal}`, signal);
    }
    check('ENV S=x\nSTOPSIGNAL $S', 'invalid signal: x', '$S');
    check('VOLUME ["\ufeff"]', 'VOLUME specified can not be an empty string', '\ufeff');
    check('VOLUME $NONE', 'VOLUME specified can not be an empty string', '$NONE');
    check('VOLUME /a $NONE /b', 'VOLUME specified can not be an empty string', '$NONE');

    const open = (word: string): string =>
      `failed to process "${word}": unsupported modifier (\uFFFD) in substitution`;
    check('USER ${A', open('${A'), '${A');
    check('WORKDIR ${A', open('${A'), '${A');
    check('LABEL a=${A', open('${A'), '${A');
    check('LABEL ${A=1', open('${A'), '${A');
    check('ENV a=${A', open('${A'), '${A');
    check('ENV ${A=1', open('${A'), '${A');
    check('ARG a=${A', open('${A'), '${A');
    check('EXPOSE ${A', open('${A'), '${A');
    check('COPY ${A b', open('${A'), '${A');
    check('COPY --chown=${A a b', open('${A'), '${A');
    check('COPY --exclude=${A a b');
    check('VOLUME ${A', open('${A'), '${A');
    check('STOPSIGNAL ${A', open('${A'), '${A');
    check('CMD ${A');
    check('HEALTHCHECK CMD ${A');
    check('ENTRYPOINT ${A');
    check('SHELL ["${A"]');
    check('MAINTAINER ${A');
    check('ONBUILD USER ${A');
    check('RUN ${A');
  });

  describe('EXPOSE', () => {
    check('EXPOSE 0 65535 +1');
    check('EXPOSE 80-80 1-65535/tcp');
    check('EXPOSE 8080:80 80-81:80-81/UDP');
    check('EXPOSE :80');
    check('EXPOSE -1', 'invalid containerPort: -1', '-1');
    check('EXPOSE 1-65536', 'invalid containerPort: 1-65536', '1-65536');
    check('EXPOSE 1-', 'invalid containerPort: 1-', '1-');
    check('EXPOSE 1-2-3', 'invalid containerPort: 1-2-3', '1-2-3');
    check('EXPOSE 65536:1', 'invalid hostPort: 65536', '65536:1');
    check('EXPOSE 2-1:1', 'invalid hostPort: 2-1', '2-1:1');
    check('EXPOSE 80/tcp/udp', 'invalid port: "80/tcp/udp": invalid proto: tcp/udp', '80/tcp/udp');
    check('EXPOSE 80/', undefined);
    check(
      'EXPOSE 80-82:80-81',
      'invalid ranges specified for container and host Ports: 80-81 and 80-82',
      '80-82:80-81',
    );
    check('EXPOSE a:b:1', 'invalid IP address: a', 'a:b:1');
    check('EXPOSE a:b', 'invalid containerPort: b', 'a:b');
    check(
      'EXPOSE [a[]:1:1',
      "invalid IP address [a[]: address [a[]:: unexpected '[' in address",
      '[a[]:1:1',
    );
  });

  describe('names of stages that are no references', () => {
    const wrong = (name: string) => `invalid context name ${name}: invalid reference format`;
    for (const name of ['b-1_.c', 'b-', 'b..c', 'b._c', 'b___c']) {
      check(`FROM alpine AS ${name}`, wrong(name), name);
      check(`FROM alpine AS ${name}\nFROM alpine`, wrong(name), name);
    }
    check('FROM alpine AS B..C', wrong('b..c'), 'B..C');
    check('FROM Alpine AS b..c', wrong('b..c'), 'b..c');
    check('FROM $X AS b..c', 'base name ($X) should not be blank', '$X');
    check(
      'FROM --platform=foo alpine AS b..c',
      'failed to parse platform foo: "foo": unknown operating system or architecture: invalid argument',
      'foo',
    );
    check('COPY --from=7 / /\nFROM alpine AS b..c', wrong('b..c'), 'b..c');
    check('FROM alpine AS a__b\nFROM a__b AS a.b--c');
  });

  describe('what COPY --from names', () => {
    const noVariables =
      'variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround';
    check('COPY --from=$A a b', noVariables, '$A');
    check('COPY --from="a" a b');
    check(
      'COPY --from=\\"a a b',
      'failed to process "\\"a": unexpected end of statement while looking for matching double-quote',
      '\\"a',
    );
    check('COPY --from=1 a b', 'invalid stage index 1', '1');
    check('COPY --from=-1 a b', 'invalid stage index -1', '-1');
    check('COPY --from=+1 a b', 'invalid stage index 1', '+1');
    for (const index of ['1234567890123456789', '9223372036854775807', '-9223372036854775808']) {
      check(`COPY --from=${index} a b`, `invalid stage index ${index}`, index);
    }
    check('COPY --from=9223372036854775808 a b');
    check('COPY --from=12345678901234567890 a b');
    check('COPY --from=0 a b', 'circular dependency detected on stage: stage-0', '0');
    check('FROM alpine\nCOPY --from=0 a b');
    check('FROM alpine\nCOPY --from=+0 a b');
    check(
      'COPY --from=a/B a b',
      'failed to parse stage name "a/B": invalid reference format: repository name (a/B) must be lowercase',
      'a/B',
    );
    // Each image counts as one more.
    check('COPY --from=busybox a b\nCOPY --from=1 a b');
    check('COPY --from=busybox a b\nCOPY --from=2 a b', 'invalid stage index 2', '2');
  });
});
