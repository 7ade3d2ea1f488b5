import assert from 'node:assert/strict';
import { parseDockerfile } from '../../../../src/core/dockerfile/instructions.ts';

/** BuildKit's words, and what they are about. */
describe('what is refused while a file is parsed', () => {
  function check(line: string, message?: string, underlined?: string): void {
    it(JSON.stringify(line), () => {
      const text = `FROM a\n${line}\n`;
      const [problem] = parseDockerfile(text).problems;
      assert.equal(problem?.cause, message);
      if (!problem) return;
      assert.equal(text.slice(problem.span.start, problem.span.end), underlined);
    });
  }
  const atLeastOne = (keyword: string): void => {
    check(keyword, `${keyword} requires at least one argument`, keyword);
  };
  const exactlyOne = (keyword: string): void => {
    check(keyword, `${keyword} requires exactly one argument`, keyword);
  };

  for (const keyword of ['ARG', 'EXPOSE', 'HEALTHCHECK', 'ONBUILD', 'SHELL', 'VOLUME']) {
    atLeastOne(keyword);
  }
  for (const keyword of ['ENV', 'LABEL']) atLeastOne(keyword);
  for (const keyword of ['MAINTAINER', 'STOPSIGNAL', 'USER', 'WORKDIR']) exactlyOne(keyword);
  for (const keyword of ['CMD', 'ENTRYPOINT', 'RUN']) check(keyword);

  describe('flags', () => {
    check('MAINTAINER --x a', 'unknown flag: --x', '--x');
    check('USER --x a', 'unknown flag: --x', '--x');
    check('WORKDIR --x a', 'unknown flag: --x', '--x');
    check('CMD --x a', 'unknown flag: --x', '--x');
    check('ENTRYPOINT --x a', 'unknown flag: --x', '--x');
    check('EXPOSE --x 80', 'unknown flag: --x', '--x');
    check('VOLUME --x /a', 'unknown flag: --x', '--x');
    check('SHELL --x ["a"]', 'unknown flag: --x', '--x');
    check('ENV --x A=1', 'unknown flag: --x', '--x');
    check('LABEL --x A=1', 'unknown flag: --x', '--x');
    check('ONBUILD --x RUN a', 'unknown flag: --x', '--x');
    check('HEALTHCHECK --x CMD a', 'unknown flag: --x', '--x');
    // Nobody looks at these.
    check('STOPSIGNAL --x 9');
    check('ARG --x A');
    check('HEALTHCHECK --x NONE');
    // The number of arguments comes first, except that of SHELL.
    check('USER --x', 'USER requires exactly one argument', 'USER');
    check('VOLUME --x', 'VOLUME requires at least one argument', 'VOLUME');
    check('EXPOSE --x', 'EXPOSE requires at least one argument', 'EXPOSE');
    check('SHELL --x', 'unknown flag: --x', '--x');

    check('COPY --link=true --link=false a b', 'duplicate flag specified: --link', '--link=false');
    check('COPY --from=a --from=b a b', 'duplicate flag specified: --from', '--from=b');
    check('COPY --exclude=a --exclude=b a b');
    check('COPY --link= a b', 'missing a value on flag: --link', '--link=');
    check('COPY --link=1 a b', 'expecting boolean value for flag --link, not: 1', '--link=1');
    check('COPY --link=TRUE a b');
    check('COPY --link=False a b');
    check('COPY --parents a b');
    check('COPY --chown a b', 'missing a value on flag: --chown', '--chown');
    check('COPY --exclude a b', 'missing a value on flag: --exclude', '--exclude');
    check('COPY --chown= a b');
    check('COPY --chmode=1 a b', 'unknown flag: --chmode (did you mean chmod?)', '--chmode=1');
    check('COPY --LINK a b', 'unknown flag: --LINK', '--LINK');
    check('COPY --keep-git-dir a b', 'unknown flag: --keep-git-dir', '--keep-git-dir');
    check('ADD --keep-git-dir --unpack --link --chown=a --chmod=1 --exclude=b a b');
    check('ADD --parents a b', 'unknown flag: --parents', '--parents');
    check('ADD --from=a a b', 'unknown flag: --from', '--from=a');
    check('ADD --toString a b', 'unknown flag: --toString', '--toString');
    check('RUN --mont=a b', 'unknown flag: --mont (did you mean mount?)', '--mont=a');
    check(
      'RUN --network=host --network=none a',
      'duplicate flag specified: --network',
      '--network=none',
    );
    check('RUN --network=none --security=insecure a');
    check('RUN --network=default --security=sandbox a');
    check('RUN --network=Host a', 'invalid network mode "Host"', 'Host');
    check('RUN --security=x a', 'security "x" is not valid', 'x');
    check('RUN --mount a', 'missing a value on flag: --mount', '--mount');
    check('HEALTHCHECK --retries CMD a', 'missing a value on flag: --retries', '--retries');
  });

  describe('what RUN refuses first: flags, devices, mounts, choices', () => {
    check('RUN --x --device= --mount= a', 'unknown flag: --x', '--x');
    check('RUN --mount= --device=a,b a', "invalid field 'b' must be a key=value pair", 'a,b');
    check(
      'RUN --network=x --mount=from=$A a',
      "'from' doesn't support variable expansion, define alias stage instead",
      'from=$A',
    );
    check('RUN --security=x --network=y a', 'invalid network mode "y"', 'y');
    check(
      'RUN --mount=from=$A --mount= a',
      "'from' doesn't support variable expansion, define alias stage instead",
      'from=$A',
    );
    check('RUN --device=a --device=b=,x a', "invalid field 'x' must be a key=value pair", 'b=,x');
  });

  describe('devices', () => {
    check('RUN --device=vendor.com/gpu=0 a');
    check('RUN --device=vendor.com/gpu,required a');
    check('RUN --device=name=gpu,required=true a');
    check('RUN --device=NAME=gpu,REQUIRED=0 a');
    check('RUN --device=required=false,gpu a');
    check('RUN --device=required=yes,gpu a', 'invalid value for required: yes', 'required=yes,gpu');
    check('RUN --device=required=,gpu a', 'invalid value for required: ', 'required=,gpu');
    check('RUN --device=name=a,name=b a', 'device name already set to a', 'name=a,name=b');
    check('RUN --device=name,name=b a', 'device name already set to name', 'name,name=b');
    check('RUN --device=a,name=b a', 'device name already set to a', 'a,name=b');
    check('RUN --device=a=1,name=b a', 'device name already set to a=1', 'a=1,name=b');
    check('RUN --device=a,b=c a', "unexpected key 'b' in 'b=c'", 'a,b=c');
    check(
      'RUN --device=a,nme=c a',
      "unexpected key 'nme' in 'nme=c' (did you mean name?)",
      'a,nme=c',
    );
    check(
      'RUN --device=a,requird=c a',
      "unexpected key 'requird' in 'requird=c' (did you mean required?)",
      'a,requird=c',
    );
    check(
      'RUN --device=a,Nam=c a',
      "unexpected key 'nam' in 'Nam=c' (did you mean name?)",
      'a,Nam=c',
    );
    check('RUN --device= a', 'failed to parse csv devices: EOF', '');
  });

  describe('arguments', () => {
    check('FROM', 'FROM requires either one or three arguments', 'FROM');
    check('FROM a AS', 'FROM requires either one or three arguments', 'AS');
    check('FROM a IS b', 'FROM requires either one or three arguments', 'IS');
    check('FROM a AS b c', 'FROM requires either one or three arguments', 'AS');
    check('FROM --x a b', 'FROM requires either one or three arguments', 'b');
    check('FROM --x a', 'unknown flag: --x', '--x');
    check('FROM a as B-1_.c');
    check(
      'FROM --x a AS _b',
      `invalid name for build stage: "_b", name can't start with a number or contain symbols`,
      '_b',
    );
    check(
      'FROM a AS b$',
      `invalid name for build stage: "b$", name can't start with a number or contain symbols`,
      'b$',
    );
    const copy =
      'COPY requires at least two arguments, but only one was provided. Destination could not be determined';
    check('COPY', copy, 'COPY');
    check('COPY a', copy, 'COPY');
    check('COPY --x a', copy, 'COPY');
    check('COPY ["a"]', copy, 'COPY');
    check('COPY --x a b', 'unknown flag: --x', '--x');
    check('ADD a', copy.replace('COPY', 'ADD'), 'ADD');
    check('ADD a <<E\nE', 'ADD cannot accept a heredoc as a destination', '<<E');
    check('COPY --x a <<E\nE', 'unknown flag: --x', '--x');
    check('COPY ["a", "<<E"]', 'COPY cannot accept a heredoc as a destination', '<<E');
    check('COPY <<E b\nE');

    check('ENV =1', 'ENV names can not be blank', '');
    check('LABEL A=1 =2', 'LABEL names can not be blank', '');
    check('ARG =1', 'ARG names can not be blank', '');
    check('ENV --x =1', 'unknown flag: --x', '--x');
    check('LABEL a', 'LABEL must have two arguments', 'LABEL a');
    check('LABEL a b');

    check('VOLUME [""]', 'VOLUME specified can not be an empty string', '');
    check('VOLUME ["/a", " "]', 'VOLUME specified can not be an empty string', ' ');
    // Go's white space, which knows U+0085 and not U+FEFF.
    check('VOLUME /a \u0085 /b', 'VOLUME specified can not be an empty string', '\u0085');
    check('VOLUME ["\ufeff"]');
    check('VOLUME --x [""]', 'unknown flag: --x', '--x');
    check('VOLUME /a /b');
    check('SHELL []', 'SHELL requires at least one argument', 'SHELL');
    check('SHELL sh -c', 'SHELL requires the arguments to be in JSON form', 'SHELL');
    check('SHELL ["sh", "-c"]');

    check('HEALTHCHECK NONE');
    check('HEALTHCHECK none');
    check('HEALTHCHECK NONE a', 'HEALTHCHECK NONE takes no arguments', 'a');
    check('HEALTHCHECK NONE ["a"]', 'HEALTHCHECK NONE takes no arguments', 'a');
    check('HEALTHCHECK CMD', 'Missing command after HEALTHCHECK CMD', 'CMD');
    check('HEALTHCHECK cmd a');
    check('HEALTHCHECK CMD []', 'Missing command after HEALTHCHECK CMD', 'CMD');
    check('HEALTHCHECK curl a', 'Unknown type "CURL" in HEALTHCHECK (try CMD)', 'curl');
    check('HEALTHCHECK --x curl a', 'unknown flag: --x', '--x');
    check('HEALTHCHECK --retries=x CMD', 'Missing command after HEALTHCHECK CMD', 'CMD');
    const number = 'strconv.ParseInt: parsing';
    const retries = (value: string, message?: string): void => {
      check(`HEALTHCHECK --retries=${value} CMD a`, message, value);
    };
    retries('0');
    retries('2147483647');
    retries('2147483648', `${number} "2147483648": value out of range`);
    retries('-2147483648', '--retries cannot be negative (-2147483648)');
    retries('-2147483649', `${number} "-2147483649": value out of range`);
    retries('1x', `${number} "1x": invalid syntax`);
    retries('x1', `${number} "x1": invalid syntax`);
    const onlyStrings = 'when using JSON array syntax, arrays must be comprised of strings only';
    check('HEALTHCHECK CMD ["a", 1]', onlyStrings, 'HEALTHCHECK CMD ["a", 1]');
    check('RUN ["a", 1]', onlyStrings, 'RUN ["a", 1]');
    check('RUN [null]', onlyStrings, 'RUN [null]');
    check('RUN ["a"');
    check('COPY {"a": 1} b');

    const chain = "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed";
    check('ONBUILD ONBUILD RUN a', chain, 'ONBUILD');
    check('ONBUILD onbuild', chain, 'onbuild');
    check('ONBUILD --x ONBUILD', 'unknown flag: --x', '--x');
    check('ONBUILD --x FROM a', 'unknown flag: --x', '--x');
    check('ONBUILD FROM a', "FROM isn't allowed as an ONBUILD trigger", 'FROM');
    check('ONBUILD maintainer a', "MAINTAINER isn't allowed as an ONBUILD trigger", 'maintainer');
    check('ONBUILD ONBUILDX a');
    check('ONBUILD XONBUILD a');
    check('ONBUILD RUN ["a", 1]', onlyStrings, 'RUN ["a", 1]');

    check('XYZZYX a', 'unknown instruction: XYZZYX', 'XYZZYX');
    check('Frm a', 'unknown instruction: Frm (did you mean from?)', 'Frm');
    check('copi a', 'unknown instruction: copi (did you mean copy?)', 'copi');
  });
});
