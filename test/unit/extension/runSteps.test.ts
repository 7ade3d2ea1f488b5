import assert from 'node:assert/strict';
import {
  next,
  runSteps,
  type Step,
  type StepAnswer,
} from '../../../src/extension/steps/runSteps.ts';

type State = Readonly<Record<string, string>>;

/** Steps that answer from a script: a value, `<` to go back, or `x` to leave; notes what was asked. */
function play(script: string, skipped?: (name: string, state: State) => boolean) {
  const answers = script.split(' ');
  const log: string[] = [];
  const step = (name: string): Step<State> => ({
    isAsked: skipped === undefined || ((state) => !skipped(name, state)),
    ask: (state, { step: at, totalSteps }) => {
      log.push([`${name} ${at}`, ...(totalSteps === undefined ? [] : [totalSteps])].join('/'));
      const word = answers.shift() ?? 'x';
      const answer: StepAnswer<State> =
        word === '<'
          ? { kind: 'back' }
          : word === 'x'
            ? { kind: 'cancel' }
            : next({ ...state, [name]: word });
      return Promise.resolve(answer);
    },
  });
  return { steps: ['file', 'platforms', 'tag'].map(step), log };
}

describe('runSteps', () => {
  const check = (
    name: string,
    script: string,
    expected: State | undefined,
    log: string,
    skipped?: (name: string, state: State) => boolean,
  ) =>
    it(name, async () => {
      const { steps, log: asked } = play(script, skipped);
      assert.deepEqual(await runSteps<State>({}, steps), expected);
      assert.equal(asked.join(', '), log);
    });

  check(
    'straight on',
    'a b c',
    { file: 'a', platforms: 'b', tag: 'c' },
    'file 1/3, platforms 2/3, tag 3/3',
  );
  check(
    'back and on with what was chosen',
    'a b < d c',
    { file: 'a', platforms: 'd', tag: 'c' },
    'file 1/3, platforms 2/3, tag 3/3, platforms 2/3, tag 3/3',
  );
  check(
    'back from the first stays there',
    '< a b c',
    { file: 'a', platforms: 'b', tag: 'c' },
    'file 1/3, file 1/3, platforms 2/3, tag 3/3',
  );
  check('left in the middle', 'a x', undefined, 'file 1/3, platforms 2/3');
  check(
    'a step without a question is passed, also on the way back',
    'a < b c',
    { file: 'b', tag: 'c' },
    'file 1, tag 2, file 1, tag 2',
    (name) => name === 'platforms',
  );
  check(
    'a question that depends on an answer',
    'local x',
    undefined,
    'file 1, platforms 2',
    (name, state) => name === 'tag' && state['file'] === 'local',
  );

  it('gives its steps the title of the whole', async () => {
    const titles: (string | undefined)[] = [];
    const step: Step<State> = {
      isAsked: true,
      ask: (state, { title }) => {
        titles.push(title);
        return Promise.resolve(next(state));
      },
    };
    await runSteps({}, [step], 'Generate Bake File');
    await runSteps({}, [step]);
    assert.deepEqual(titles, ['Generate Bake File', undefined]);
  });
});
