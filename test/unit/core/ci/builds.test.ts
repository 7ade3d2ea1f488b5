import assert from 'node:assert/strict';
import { readImageUses } from '../../../../src/adapters/workspace/imageUses.ts';
import { buildsOf, type PipelineBuild, type Said } from '../../../../src/core/ci/builds.ts';

const lists = ['platforms', 'tags', 'outputs', 'cacheTo', 'cacheFrom', 'buildArgs'] as const;
const ones = ['push', 'load', 'provenance', 'file', 'context', 'target'] as const;

/** What is said of a build, without what is not said; of each word, its place is where it stands. */
function said(build: PipelineBuild, text: string): Readonly<Record<string, unknown>> {
  const words = (all: readonly Said[]) =>
    all.map((each) => {
      const written = text.slice(each.span.start, each.span.end).replaceAll(/["']/g, '');
      const bare = each.text.replaceAll(/["']/g, '');
      assert.ok(written.includes(bare) || bare === 'true', `${written}: ${bare}`);
      return each.text;
    });
  return {
    by: build.by,
    at: build.at,
    words: text.slice(build.span.start, build.span.end),
    ...Object.fromEntries(
      lists.flatMap((name) => (build[name].length === 0 ? [] : [[name, words(build[name])]])),
    ),
    ...Object.fromEntries(
      ones.flatMap((name) => {
        const value = build[name];
        return value === undefined ? [] : words([value]).map((word) => [name, word] as const);
      }),
    ),
  };
}

describe('builds of a job', () => {
  const check = (title: string, steps: string, expected: readonly object[]) => {
    it(title, () => {
      const text = `jobs:\n  a:\n    steps:\n${steps}`;
      const [job] = readImageUses('workflow', text).pipeline?.jobs ?? [];
      assert.ok(job);
      assert.deepEqual(
        buildsOf(job, text).map((build) => said(build, text)),
        expected,
      );
    });
  };
  const action = { by: 'action', at: 0, words: 'docker/build-push-action@v7' };
  check(
    'by an action, with all its inputs',
    `    - uses: docker/build-push-action@v7
      with:
        platforms: linux/amd64, linux/arm64
        tags: |
          # of a release
          o/a:1

          o/a:2,o/a:\${{ format('{0},{1}', github.sha, 1) }}
        outputs: |
          type=image,push=true
          type=local,dest=out
        cache-to: type=gha,mode=max
        cache-from: |
          type=gha
          type=registry,ref=o/a:cache
        build-args: |
          A=1,2
          B=\${{ github.sha }}
        push: true
        load: false
        provenance: mode=max
        file: a/Dockerfile
        context: ./a
        target: run
`,
    [
      {
        ...action,
        platforms: ['linux/amd64', 'linux/arm64'],
        tags: ['o/a:1', 'o/a:2', "o/a:${{ format('{0},{1}', github.sha, 1) }}"],
        outputs: ['type=image,push=true', 'type=local,dest=out'],
        cacheTo: ['type=gha,mode=max'],
        cacheFrom: ['type=gha', 'type=registry,ref=o/a:cache'],
        buildArgs: ['A=1,2', 'B=${{ github.sha }}'],
        ...{ push: 'true', load: 'false', provenance: 'mode=max' },
        ...{ file: 'a/Dockerfile', context: './a', target: 'run' },
      },
    ],
  );
  check(
    'by an action without any, and with empty ones',
    '    - run: echo\n    - uses: docker/build-push-action@v7\n    - uses: docker/build-push-action@v7\n      with: { tags: "", file: "", push: [a] }\n',
    [
      { ...action, at: 1 },
      { ...action, at: 2 },
    ],
  );
  const script = (command: string, expected: object | undefined) => {
    const found = { by: 'command', at: 0, words: command, ...expected };
    check(command, `    - run: ${command}\n`, expected === undefined ? [] : [found]);
  };
  script('docker buildx build --platform linux/amd64,linux/arm64 -t o/a:1 --tag=o/a:2 --push .', {
    ...{ platforms: ['linux/amd64', 'linux/arm64'], tags: ['o/a:1', 'o/a:2'] },
    ...{ push: 'true', context: '.' },
  });
  script(
    'docker build -f a/Dockerfile --target run -o type=local,dest=out --no-cache --load=false ./a',
    {
      ...{ file: 'a/Dockerfile', target: 'run', outputs: ['type=local,dest=out'] },
      ...{ load: 'false', context: './a' },
    },
  );
  script(
    'docker image build --cache-to type=inline --cache-from o/a --build-arg A=1 --provenance false --label a .',
    {
      ...{ cacheTo: ['type=inline'], cacheFrom: ['o/a'], buildArgs: ['A=1'] },
      ...{ provenance: 'false', context: '.' },
    },
  );
  script('docker buildx b --platform=linux/arm64 -q .', {
    platforms: ['linux/arm64'],
    context: '.',
  });
  script('docker build . --tag', { context: '.' });
  script('docker buildx build a=b', { context: 'a=b' });
  script('docker builder build .', undefined);
  script('docker buildx bake', undefined);
  script('docker run build .', undefined);
  script('docker', undefined);
  script('docker image', undefined);
  script('podman build -t docker .', undefined);
  script('/usr/bin/docker build .', { context: '.' });
  check(
    'by each command of a script',
    `    - run: |

        cd app
        docker build -t o/a:1 \\
          --platform "linux/arm64" .
        echo "\${{ github.sha }}" && docker build -t "o/b:\${{ github.sha }}" \${{ inputs.context }}
          docker build -t 'o/c' .
    - run: >-
        docker build
        -t o/d
        --platform linux/arm64 .

        docker build ./x
          docker build ./y
    - run: "docker build -t o/e ."
    - run: docker build -t o/f
        .
    - run: docker build -t o/g \${{ never
`,
    [
      {
        ...{ by: 'command', at: 0, tags: ['o/a:1'], platforms: ['linux/arm64'], context: '.' },
        words: 'docker build -t o/a:1 \\\n          --platform "linux/arm64" .',
      },
      {
        ...{ by: 'command', at: 0, tags: ['o/b:${{ github.sha }}'] },
        ...{ context: '${{ inputs.context }}' },
        words: 'docker build -t "o/b:${{ github.sha }}" ${{ inputs.context }}',
      },
      { by: 'command', at: 0, words: "docker build -t 'o/c' .", tags: ['o/c'], context: '.' },
      {
        ...{ by: 'command', at: 1, tags: ['o/d'], platforms: ['linux/arm64'], context: '.' },
        words: 'docker build\n        -t o/d\n        --platform linux/arm64 .',
      },
      { by: 'command', at: 1, words: 'docker build ./x', context: './x' },
      { by: 'command', at: 1, words: 'docker build ./y', context: './y' },
      { by: 'command', at: 2, words: 'docker build -t o/e .', tags: ['o/e'], context: '.' },
      {
        ...{ by: 'command', at: 3, tags: ['o/f'], context: '.' },
        words: 'docker build -t o/f\n        .',
      },
      {
        ...{ by: 'command', at: 4, tags: ['o/g'], context: '${{ never' },
        words: 'docker build -t o/g ${{ never',
      },
    ],
  );
});
