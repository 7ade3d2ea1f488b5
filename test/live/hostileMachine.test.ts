import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { namedDigest } from '../trials/tags.ts';
import { pushSingleImages } from '../support/registry/singleImages.ts';
import { startServerProcess } from '../bench/serverProcess.ts';
import { ownRepository } from './labRegistry.ts';

const start = promisify(execFile);

/** What `multiarch` wrote, one run after the other. */
interface Run {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** On a disk that is full, a home that nobody may write to, and with a clock that jumps. */
describe('a hostile machine', function () {
  // Only Linux gives a program file systems of its own.
  if (process.platform !== 'linux') return;
  this.timeout(60_000);

  let folder = '';
  let home = '';
  let dockerfile = '';
  let repository = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multiarch-hostile-'));
    home = join(folder, 'home');
    dockerfile = join(folder, 'Dockerfile');
    repository = ownRepository('hostile');
    const slash = repository.indexOf('/');
    const origin = `http://${repository.slice(0, slash)}`;
    await pushSingleImages(origin, repository.slice(slash + 1), 4);
    const text = `FROM ${repository}:linux-amd64\nRUN echo $TARGETARCH\n`;
    await writeFile(dockerfile, text);
  });
  beforeEach(() => mkdir(home));
  afterEach(() => rm(home, { recursive: true }));
  after(() => rm(folder, { recursive: true }));

  const check = () => ['check', dockerfile, '--platform', 'linux/arm64'];
  const explain = () => ['explain', dockerfile, '--platform', 'linux/amd64'];
  const create = (tag: string, ...names: readonly string[]) => [
    ...['index', 'create', ...names.map((name) => `${repository}:${name}`)],
    ...['--tag', `${repository}:${tag}`],
  ];

  /**
   * Runs `multiarch` again and again, in one set of mounts.
   *
   * @param steps what a shell does before each run, and the run's arguments
   */
  async function runAll(
    steps: readonly (readonly [prepare: string, args: readonly string[]])[],
    environment: NodeJS.ProcessEnv = {},
  ): Promise<readonly Run[]> {
    const results = await mkdtemp(join(folder, 'results-'));
    const quote = (word: string) => `'${word}'`;
    const lines = steps.map(([prepare, args], at) => {
      const to = join(results, String(at));
      const words = [process.execPath, resolve('dist/cli.js'), ...args].map(quote).join(' ');
      return `${prepare}\ncode=0; ${words} >${to}.out 2>${to}.err || code=$?; echo $code >${to}.code`;
    });
    const own = process.getuid?.() === 0 ? [] : ['--map-root-user'];
    await start('unshare', [...own, '--mount', 'sh', '-euc', lines.join('\n')], {
      env: {
        ...process.env,
        ...{ HOME: home, XDG_CACHE_HOME: '', XDG_STATE_HOME: '', MULTIARCH_CACHE: '' },
        ...{ MULTIARCH_REGISTRY_CACHE: '', ...environment },
      },
    });
    return Promise.all(
      steps.map(async (_, at) => {
        const read = (name: string) => readFile(join(results, `${at}.${name}`), 'utf8');
        const [code, output, errors] = [await read('code'), await read('out'), await read('err')];
        return { code: Number(code), output, errors };
      }),
    );
  }

  async function runOne(args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<Run> {
    const [run] = await runAll([['', args]], environment);
    assert(run);
    return run;
  }

  /** A tiny file system with some KB left, and what is left of it. */
  const full = (at: string) => `mkdir -p ${at}; mount -t tmpfs -o size=64k tmpfs ${at}
    head -c 1000000 /dev/zero >${at}/fill 2>/dev/null || true`;

  it('with a full disk answers as with an empty one, keeps nothing that is half, and keeps again when there is room', async () => {
    const [expected, explained] = [await runOne(check()), await runOne(explain())];
    assert.match(expected.output, /linux-amd64/);
    await rm(join(home, '.cache'), { recursive: true });
    const list = join(folder, 'list');
    const cache = join(home, '.cache');
    const runs = await runAll([
      [full(cache), check()],
      ['', explain()],
      [`find ${cache} -type f ! -name fill >${list}; rm ${cache}/fill`, check()],
      [`find ${cache} -type f >${list}.then`, check()],
    ]);
    assert.deepEqual(runs, [expected, explained, expected, expected]);
    assert.equal(await readFile(list, 'utf8'), '');
    assert.notEqual(await readFile(`${list}.then`, 'utf8'), '');
  });

  it('with a full disk changes no tag that could not be given back', async () => {
    assert.equal((await runOne(create('full', 'linux-amd64'))).code, 0);
    const api = `http://${repository}`.replace(/(:\d+)\//, '$1/v2/');
    const before = await namedDigest(api, 'full');
    assert.notEqual(before, undefined);
    const change = create('full', 'linux-amd64', 'linux-arm64');
    const [state, list] = [join(home, '.local/state'), join(folder, 'list')];
    const [refused, left] = await runAll([
      [full(state), change],
      [`find ${state} -type f ! -name fill >${list}`, check()],
    ]);
    assert.equal(refused?.code, 2);
    assert.match(refused.output + refused.errors, /cannot be kept for an undo/);
    assert.equal(left?.code, 0);
    assert.equal(await readFile(list, 'utf8'), '');
    assert.equal(await namedDigest(api, 'full'), before);
    assert.equal((await runOne(change)).code, 0);
    assert.equal((await runOne(['index', 'undo', `${repository}:full`])).code, 0);
    assert.equal(await namedDigest(api, 'full'), before);
  });

  it('with a home that nobody may write to answers as ever', async () => {
    const expected = [await runOne(check()), await runOne(explain())];
    const bound = `mount --bind ${home} ${home}; mount -o remount,ro,bind ${home}`;
    await rm(join(home, '.cache'), { recursive: true });
    assert.deepEqual(
      await runAll([
        [bound, check()],
        ['', explain()],
      ]),
      expected,
    );
    assert.deepEqual(await readdir(home), []);
  });

  for (const years of [10, -10]) {
    it(`with a clock that is ${years} years off says the same, then and afterwards`, async () => {
      const shift = resolve('test/support/shiftedClock.cjs');
      const expected = await runOne(check());
      const wrong = {
        NODE_OPTIONS: `--require ${shift}`,
        CLOCK_SHIFT: `${years * 365 * 86_400_000}`,
      };
      assert.deepEqual(await runOne(check(), wrong), expected);
      assert.deepEqual(await runOne(check()), expected);
      // And in the midst of a run.
      assert.deepEqual(await runOne(check(), { ...wrong, CLOCK_SHIFT_AFTER: '3' }), expected);
    });
  }

  it('with a dead disk keeps nobody waiting who types', async () => {
    const slow = resolve('test/support/slowFiles.cjs');
    const server = await startServerProcess({
      nodeOptions: ['--require', slow],
      environment: { ...process.env, SLOW_FILES: folder, SLOW_FILES_MS: String(3_600_000) },
      client: { folder },
    });
    const text = 'FROM scratch\nEXPOSE x\n';
    const uri = await server.client.open(text, dockerfile);
    const codes = async () => (await server.client.pull(uri)).map(({ code }) => code);
    const expected = await codes();
    assert.notDeepEqual(expected, []);
    for (const letter of 'abc') {
      await server.client.change(uri, `${text}# ${letter}`);
      assert.deepEqual(await codes(), expected);
    }
    await server.dispose();
  });
});
