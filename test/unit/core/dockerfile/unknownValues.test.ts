import assert from 'node:assert/strict';
import type { BuildOptions } from '../../../../src/core/dockerfile/resolve.ts';
import { resolveOne } from './resolveOne.ts';
import { textIn } from './textIn.ts';

/** The config of the base is not known, so any variable may be set. */
describe('values that are not known', () => {
  function check(line: string, message?: string, underlined?: string): void {
    it(line, () => {
      const text = `FROM base\n${line}\n`;
      const [problem] = resolveOne(text, { images: {} }).problems;
      assert.equal(problem?.message, message);
      if (problem) assert.equal(textIn(text, problem.range), underlined);
    });
  }
  const mount = (value: string, message?: string): void => {
    check(`RUN --mount=${value} x`, message, value);
  };
  mount('type=$X,required,size=1,sharing=locked,uid=1');
  mount('type=$X,required=1');
  mount('type=$X,required=x', 'invalid value for required: x');
  mount('type=$X,size=x', 'invalid value for size: x');
  mount('type=$X,target=/,type=bind', 'invalid mount target "/"');
  mount('type=secret', 'invalid secret mount. one of source, target required');
  for (const key of ['source', 'src', 'id', 'target', 'dst', 'destination']) {
    mount(`type=secret,${key}=$X`);
  }
  mount('type=secret,env=$X', 'invalid secret mount. one of source, target required');
  mount('type=secret,required=$X', 'invalid secret mount. one of source, target required');
  mount('type=secret,id=a,source=$X');
  mount('type=secret,id=$X,source=a');
  mount('type=secret,id=a,target=$X,source=b', "both source and id can't be set");
  for (const key of ['target', 'dst', 'destination']) mount(`target=/,${key}=$X`);
  mount('target=/,source=$X', 'invalid mount target "/"');
  mount('target=/,src=$X', 'invalid mount target "/"');
  mount('target=/,id=$X', 'invalid mount target "/"');
  mount('type=cache,target=/m,mode=$X,uid=$X,gid=$X,sharing=$X,readonly=$X,ro=$X,rw=$X');
  mount('trget=$X', "unexpected key 'trget' in 'trget=$X' (did you mean target?)");
  mount('Targt=$X', "unexpected key 'targt' in 'Targt=$X' (did you mean target?)");
  check(
    'FROM base AS p\nRUN --mount=from=q,target=$X x\nFROM base AS q\nFROM p',
    'cannot mount from stage "q" to "", stage needs to be defined before current command',
    'q',
  );

  check('EXPOSE $X');
  check('EXPOSE $X http', 'invalid containerPort: http', 'http');
  check('STOPSIGNAL $X');
  check('VOLUME $X');
  check('COPY $X /a');
  check('COPY --chmod=$X a /b');
  check('ADD --checksum=$X https://a.example/b /c');
  check('ADD --checksum=x $X /c');
  check('ADD --checksum=x $X a /c', "checksum can't be specified for multiple sources", 'x');
  check('ENV $X=1 A=${B?c}');
  check('USER ${X?no}');
});

describe('where a build is one stage, and where it is more', () => {
  function check(text: string, message: string, options: Partial<BuildOptions> = {}): void {
    it(JSON.stringify(text), () => {
      assert.equal(resolveOne(text, options).problems[0]?.message, message);
    });
  }
  const copy = (from: string, name: string): string =>
    `cannot copy from stage "${from}", it needs to be defined before current stage "${name}"`;
  const images = (...onbuild: string[]): Partial<BuildOptions> => ({
    images: { 'docker.io/library/base:latest': { onbuild } },
  });
  check('FROM base', copy('0', ''), images('COPY --from=0 a b'));
  check('FROM base AS x', copy('x', ''), images('COPY --from=x a b'));
  check('FROM base AS x\nFROM x', copy('x', 'x'), images('COPY --from=x a b'));
  check('FROM base', copy('0', 'stage-0'), images('COPY --from=0 a b', 'COPY --from=tools a b'));
  check('FROM base\nRUN --mount=target=/m x', copy('0', 'stage-0'), images('COPY --from=0 a b'));
  // A trigger's image counts on where those of the file end.
  check(
    'FROM base\nCOPY --from=tools a b\nCOPY --from=1 a b\nCOPY --from=2 a b',
    'invalid stage index 2',
  );
  check(
    'FROM base\nCOPY --from=tools a b',
    'invalid stage index 3',
    images('COPY --from=more a b', 'COPY --from=1 a b', 'COPY --from=2 a b', 'COPY --from=3 a b'),
  );
  check('FROM base', 'invalid stage index 10', images('COPY --from=10 a b'));
});

describe('SOURCE_DATE_EPOCH, where it is refused or empty', () => {
  /** What is underlined where it is refused, and otherwise what the stage sees. */
  function check(text: string, given: string | undefined, expected: string | undefined): void {
    it(`${JSON.stringify(text)} ${given ?? ''}`, () => {
      const buildArgs = given === undefined ? {} : { SOURCE_DATE_EPOCH: given };
      const { stages, problems } = resolveOne(text, { buildArgs });
      const [problem] = problems;
      const seen = stages.at(-1)?.environment['SOURCE_DATE_EPOCH'];
      const value = seen && ('value' in seen ? seen.value : seen.unknown);
      assert.equal(problem ? textIn(text, problem.range) : value, expected);
    });
  }
  const epoch = 'ARG SOURCE_DATE_EPOCH';
  check(`ARG A\n${epoch}=no B\nARG C\nFROM base`, undefined, `${epoch}=no B`);
  check(`ARG A\n${epoch}=1\n${epoch}=no\nFROM base`, undefined, `${epoch}=no`);
  check(`${epoch}\nFROM base`, 'no', epoch);
  check(`FROM base\n${epoch}`, 'no', '');
  check(`FROM base\n${epoch}`, '1', '1');
  check(`FROM base\n${epoch}=2`, undefined, '2');
  check(`FROM base\n${epoch}=2`, '', '2');
  check(`FROM base\n${epoch}`, '', undefined);
  check(`${epoch}=\nFROM base\n${epoch}`, undefined, '');
  check(`${epoch}=3\nFROM base\n${epoch}`, '', undefined);
  check(`${epoch}=3\nFROM base\n${epoch}`, '4', '4');
  check(`FROM base\nARG OTHER=no`, undefined, undefined);
});
