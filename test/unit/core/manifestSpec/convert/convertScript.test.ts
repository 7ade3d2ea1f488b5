import assert from 'node:assert/strict';
import { readManifestSpec } from '../../../../../src/adapters/workspace/manifestSpec.ts';
import { renderMessage } from '../../../../../src/core/analysis/finding.ts';
import {
  convertedText,
  type ConversionForm,
} from '../../../../../src/core/manifestSpec/convert/convertedText.ts';
import { convertScript } from '../../../../../src/core/manifestSpec/convert/convertScript.ts';
import { assertProportional } from '../../../../support/growth.ts';

function convert(script: string, form: ConversionForm = 'spec') {
  const { text, notes } = convertedText(convertScript(script), form);
  return {
    text,
    notes: notes.map(
      (note) => `${note.line === undefined ? '' : `${note.line + 1}: `}${renderMessage(note)}`,
    ),
  };
}

describe('a script that makes manifest lists', () => {
  /** `list < image platform, …` of every list, and the notes. */
  const check = (
    name: string,
    script: string,
    expected: readonly string[],
    notes: readonly RegExp[] = [],
  ) => {
    it(name, () => {
      const { lists, specs } = convertScript(script);
      const found = lists.map(({ image, tags, manifests, type }) => {
        const images = manifests.map(({ image: source, platform: p = {} }) =>
          [
            source,
            [p.os, p.architecture, p.variant, p.osVersion, p.osFeatures?.join('+')]
              .filter((each) => each !== undefined)
              .join('/'),
          ]
            .filter((each) => each !== '')
            .join(' '),
        );
        return `${[image, ...tags].join(' ')}${type === undefined ? '' : ` (${type})`} < ${images.join(', ')}`;
      });
      assert.deepEqual([...found, ...specs.map(({ file }) => file)], expected);
      const told = convert(script).notes;
      assert.equal(told.length, notes.length, told.join('\n'));
      for (const [at, note] of notes.entries()) assert.match(told[at] ?? '', note);
    });
  };

  check(
    'create and push',
    'docker manifest create team/tool:2 team/tool:2-amd64 team/tool:2-arm64\ndocker manifest push team/tool:2\n',
    ['team/tool:2 < team/tool:2-amd64, team/tool:2-arm64'],
  );
  check(
    'with --amend before each image',
    `docker manifest create team/tool:2 \\
    --amend team/tool:2-amd64 \\
    --amend team/tool:2-arm64
docker manifest push --purge team/tool:2`,
    ['team/tool:2 < team/tool:2-amd64, team/tool:2-arm64'],
  );
  check(
    'with -a, and twice',
    'docker manifest create -a t/x:1 t/x:a && docker manifest create -a t/x:1 t/x:b && docker manifest push -p t/x:1',
    ['t/x:1 < t/x:a, t/x:b'],
  );
  check(
    'with -amend, which there is not',
    'docker manifest create t/x:1 -amend t/x:a t/x:b\ndocker manifest push t/x:1',
    ['t/x:1 < t/x:a, t/x:b'],
    [/^1: Docker has no option -amend/],
  );
  check(
    'twice without --amend',
    'docker manifest create t/x:1 t/x:a\ndocker manifest create t/x:1 t/x:b\n',
    ['t/x:1 < t/x:a, t/x:b'],
    [/^2: The list t\/x:1 is there already/],
  );
  check(
    'with annotate, by any spelling of the name',
    `docker manifest create t/x t/x:v6 t/x:win
docker manifest annotate t/x:latest docker.io/t/x:v6 --os linux --arch arm --variant v6
docker manifest annotate --os=windows --arch=amd64 --os-version=10.0.17763.1 --os-features=win32k,x t/x t/x:win
docker manifest push t/x`,
    ['t/x < t/x:v6 linux/arm/v6, t/x:win windows/amd64/10.0.17763.1/win32k+x'],
  );
  check(
    'with half of a platform',
    'docker manifest create t/x:1 t/x:a t/x:b\ndocker manifest annotate t/x:1 t/x:a --arch arm64\ndocker manifest annotate t/x:1 t/x:b --variant v7',
    ['t/x:1 < t/x:a linux/arm64, t/x:b v7'],
    [/taken to be linux/],
  );
  check(
    'with annotate of what is not there',
    'docker manifest create t/x:1 t/x:a\ndocker manifest annotate t/x:1 t/x:b --arch arm',
    ['t/x:1 < t/x:a'],
    [/^2: t\/x:b is not in the list t\/x:1/],
  );
  check(
    'again after rm',
    'docker manifest create t/x:1 t/x:a\ndocker manifest rm t/x:1\ndocker manifest create t/x:1 t/x:b\ndocker manifest push t/x:1',
    ['t/x:1 < t/x:b'],
    [/The list t\/x:1 is never pushed/],
  );
  check(
    'of several tags',
    `set -e
docker manifest create t/x:1 t/x:a t/x:b
docker manifest push t/x:1
docker manifest create t/x:latest t/x:a t/x:b
docker manifest push t/x:latest`,
    ['t/x:1 latest < t/x:a, t/x:b'],
  );
  check(
    'with variables of its own',
    `#!/bin/sh
REPO=registry.example:5000/team/tool
export VERSION="1.4"
docker manifest create $REPO:$VERSION "$REPO:\${VERSION}-amd64" \${REPO}:\${VERSION%.*}-arm64`,
    [
      'registry.example:5000/team/tool:1.4 < registry.example:5000/team/tool:1.4-amd64, registry.example:5000/team/tool:1-arm64',
    ],
  );
  check(
    'with variables of others',
    'docker manifest create "$IMAGE:$TAG" $IMAGE:$TAG-amd64 "${IMAGE}:${TAG:-1}-arm"',
    ['${IMAGE}:${TAG} < ${IMAGE}:${TAG}-amd64, ${IMAGE}:${TAG:-1}-arm'],
    [/does not say what \$IMAGE, \$TAG is/],
  );
  check(
    'with commands in words',
    'docker manifest create t/x:$(git describe) "t/x:$(git describe)-amd64"',
    ['t/x:$(git describe) < t/x:$(git describe)-amd64'],
  );
  check(
    'in loops',
    `ARCHES="amd64 arm64"
for arch in $ARCHES; do
  docker manifest create --amend t/x:1 t/x:1-$arch
done
for a in amd64 arm64
do docker manifest annotate t/x:1 t/x:1-\${a} --arch $a --os linux; done
docker manifest push t/x:1`,
    ['t/x:1 < t/x:1-amd64 linux/amd64, t/x:1-arm64 linux/arm64'],
  );
  check(
    'with several names in one variable',
    'SOURCES="t/x:a t/x:b"\ndocker manifest create t/x:1 $SOURCES',
    ['t/x:1 < t/x:a, t/x:b'],
  );
  check(
    'on a condition',
    'if [ "$CI" ]; then\n  docker manifest create t/x:1 t/x:a\n  docker manifest push t/x:1\nfi',
    ['t/x:1 < t/x:a'],
    [/^2: It runs on a condition/, /^3: It runs on a condition/],
  );
  check(
    'with options of docker, and of the environment',
    'DOCKER_CLI_EXPERIMENTAL=enabled sudo -E docker --config /tmp/c -l debug manifest create --insecure t/x:1 t/x:a',
    ['t/x:1 < t/x:a'],
  );
  check(
    'copied from a workflow',
    '  script:\n    - docker manifest create t/x:1 t/x:a\n    - run: docker manifest push t/x:1\n',
    ['t/x:1 < t/x:a'],
  );
  check(
    'copied from a terminal',
    '$ docker manifest create t/x:1 t/x:a\nCreated manifest list docker.io/t/x:1\n$ docker manifest push t/x:1\n',
    ['t/x:1 < t/x:a'],
  );
  check('in PowerShell', 'docker.exe manifest create t/x:1 `\r\n  t/x:a `\r\n  t/x:b\r\n', [
    't/x:1 < t/x:a, t/x:b',
  ]);
  check('in cmd.exe', 'docker manifest create t/x:1 ^\r\n  t/x:a\r\n', ['t/x:1 < t/x:a']);
  check(
    'by manifest-tool, of a spec',
    'manifest-tool --username u --password p push from-spec --ignore-missing list.yml',
    ['list.yml'],
    [
      /The login is not carried over/,
      /left out only by/,
      /It is a spec already: multiarch index push list\.yml/,
    ],
  );
  check(
    'by manifest-tool, as its old versions had it',
    'manifest-tool push --from-spec list.yml',
    ['list.yml'],
    [/It is a spec already/],
  );
  check(
    'by manifest-tool, of a template',
    `manifest-tool push --type oci from-args \\
  --platforms linux/amd64,linux/arm/v7 --template t/x-ARCHVARIANT:1 --target t/x:1 --tags 1.0,latest`,
    ['t/x:1 1.0 latest (oci) < t/x-amd64:1 linux/amd64, t/x-armv7:1 linux/arm/v7'],
    [/push it with --type oci/],
  );
  check(
    'by manifest-tool, of half of it',
    'manifest-tool push from-args --platforms linux --template x',
    [],
    [/^1: .*--template and --target: "linux" is no platform/, /There is no manifest list/],
  );
  check(
    'by manifest-tool, of an insecure registry',
    'manifest-tool --insecure push from-spec a.yml\nmanifest-tool -plain-http push from-spec b.yml',
    ['a.yml', 'b.yml'],
    [
      /^1: That a registry is insecure is said to Docker or the builder, not in the list\.$/,
      /^2: That a registry is insecure/,
      /a\.yml$/,
      /b\.yml$/,
    ],
  );
  check(
    'by manifest-tool, as nobody can',
    'manifest-tool push from-nothing x\nmanifest-tool inspect from-spec x',
    [],
    [
      /^1: manifest-tool push is followed by from-spec or from-args\.$/,
      /There is no manifest list/,
    ],
  );
  check(
    'by manifest-tool, without a target',
    'manifest-tool push from-args --platforms linux/amd64 --template x',
    [],
    [/--platforms, --template and --target\.$/, /There is no manifest list/],
  );
  check(
    'with nothing in it',
    'docker manifest create t/x:1\ndocker manifest push t/x:1\ndocker manifest inspect t/x:2',
    [],
    [
      /^1: docker manifest create names a list and its images\.$/,
      /^2: The list t\/x:1 is not made here, so its push is left out\.$/,
      /There is no manifest list/,
    ],
  );
  check(
    'with options that there are not',
    'docker manifest create --force -x --amend=false t/x:1 t/x:a -- -y',
    ['t/x:1 < t/x:a, -y'],
    [/^1: docker manifest create has no option --force, -x: it is left out\.$/],
  );
  check(
    'that is gone after its push',
    'docker manifest create t/x:1 t/x:a\ndocker manifest push --purge t/x:1\ndocker manifest create t/x:1 t/x:b\ndocker manifest push --purge=false t/x:1\ndocker manifest create t/x:1 t/x:c',
    ['t/x:1 < t/x:a', 't/x:1 < t/x:b, t/x:c'],
    [/^5: The list t\/x:1 is there already/, /There are several lists/],
  );
  check(
    'with the system of a platform alone',
    'docker manifest create t/x:1 t/x:a\ndocker manifest annotate t/x:1 t/x:a --os linux --variant v8 --os-version 1 --os-features a',
    ['t/x:1 < t/x:a v8/1/a'],
    [/^Of t\/x:a only the system is said, without an architecture: it is what the image says\.$/],
  );
  check(
    'not at all',
    'docker build -t x . && docker push x',
    [],
    [/There is no manifest list in it/],
  );

  it('is the same as a spec', () => {
    const { text } = convert(
      'docker manifest create t/x:1 t/x:a t/x:b\ndocker manifest annotate t/x:1 t/x:b --os linux --arch arm64 --variant v8',
    );
    assert.equal(
      text,
      `image: t/x:1
manifests:
  - image: t/x:a
  - image: t/x:b
    platform:
      architecture: arm64
      os: linux
      variant: v8
`,
    );
    assert.deepEqual(readManifestSpec(text).problems, []);
  });

  it('is a task', () => {
    const { text, notes } = convert(
      'docker manifest create t/x:$TAG t/x:a t/x:$TAG-b\ndocker manifest annotate t/x:$TAG t/x:a --os linux --arch arm --variant v6',
      'task',
    );
    assert.deepEqual(JSON.parse(text), {
      version: '2.0.0',
      tasks: [
        {
          type: 'multiarch-manifest',
          label: 'push t/x:${TAG}',
          sources: ['t/x:a=linux/arm/v6', 't/x:${env:TAG}-b'],
          target: 't/x:${env:TAG}',
        },
      ],
    });
    assert.equal(notes.length, 1);
    const pushed = convert('manifest-tool push --type docker from-spec a.yml', 'task').text;
    assert.deepEqual((JSON.parse(pushed) as { tasks: unknown }).tasks, [
      { type: 'multiarch-manifest', label: 'push a.yml', spec: 'a.yml', listType: 'docker' },
    ]);
  });

  it('is a task with the variables of annotations as the editor writes them', () => {
    const { text } = convert(
      'manifest-tool push from-args --platforms linux/amd64 --template t/x:ARCH --target t/x:1 --annotations "version=${TAG}" --annotations "${KEY}=1"',
      'task',
    );
    const [task] = (JSON.parse(text) as { tasks: readonly { annotations: unknown }[] }).tasks;
    assert.deepEqual(task?.annotations, { version: '${env:TAG}', '${env:KEY}': '1' });
  });

  it('is imagetools, which say less', () => {
    const { text, notes } = convert(
      'docker manifest create t/x:$TAG t/x:a\ndocker manifest annotate t/x:$TAG t/x:a --os windows --arch amd64 --os-version 10.0',
      'imagetools',
    );
    assert.equal(text, 'docker buildx imagetools create --tag "t/x:${TAG}" t/x:a\n');
    assert.match(notes.join('\n'), /windows\/amd64 is not said/);
    assert.match(notes.join('\n'), /drops the OS version/);
  });

  it('is several documents, tasks and commands, with what each loses', () => {
    const script = [
      'docker manifest create t/x:$(v) t/x:a t/x:b t/x:c',
      'docker manifest annotate t/x:$(v) t/x:a --variant v8',
      'docker manifest annotate t/x:$(v) t/x:b --os linux --arch amd64 --os-features f',
      'docker manifest annotate t/x:$(v) t/x:c --os linux --arch arm64 --variant ""',
      'manifest-tool push --type oci from-args --platforms linux/arm/v7 --template t/x-ARCH:1 --target t/x:2 --tags "2.0,${TAG}" --annotations a=b=c,d',
    ].join('\n');
    const spec = convert(script);
    assert.equal(spec.text.split('---\n').length, 2);
    assert.deepEqual(spec.notes.slice(-2), [
      'There are several lists: put each into a file of its own, because only the first of a file is read.',
      'A spec does not say the type of t/x:2: push it with --type oci.',
    ]);

    const task = convert(script, 'task');
    assert.deepEqual((JSON.parse(task.text) as { tasks: unknown }).tasks, [
      {
        ...{ type: 'multiarch-manifest', label: 'push t/x:$(v)' },
        sources: ['t/x:a', 't/x:b=linux/amd64', 't/x:c=linux/arm64'],
        target: 't/x:$(v)',
      },
      {
        ...{ type: 'multiarch-manifest', label: 'push t/x:2', sources: ['t/x-arm:1=linux/arm/v7'] },
        ...{ target: 't/x:2', tags: ['2.0', '${env:TAG}'], annotations: { a: 'b=c', d: '' } },
        listType: 'oci',
      },
    ]);
    const whole = (image: string) =>
      `A task cannot say all of the platform of ${image}: convert to a spec, and push that by a task.`;
    assert.deepEqual(task.notes.slice(-3), [
      whole('t/x:a'),
      whole('t/x:b'),
      'Tasks know ${env:NAME} only, so t/x:$(v) is to be written anew.',
    ]);

    const tools = convert(script, 'imagetools');
    assert.deepEqual(tools.text.split('\n'), [
      'docker buildx imagetools create --tag "t/x:$(v)" t/x:a t/x:b t/x:c',
      'docker buildx imagetools create --tag t/x:2 --tag t/x:2.0 --tag "t/x:${TAG}" --annotation index:a=b=c --annotation index:d= t/x-arm:1',
      '',
    ]);
    const unsaid = (image: string, platform: string) =>
      `imagetools takes the platform of ${image} from the image: ${platform} is not said. Look whether the image says it.`;
    assert.deepEqual(tools.notes.slice(-6), [
      unsaid('t/x:a', 'v8'),
      unsaid('t/x:b', 'linux/amd64'),
      'imagetools drops the OS version and features of t/x:b.',
      unsaid('t/x:c', 'linux/arm64'),
      unsaid('t/x-arm:1', 'linux/arm/v7'),
      'imagetools chooses the type of t/x:2 itself: Docker’s where all images are.',
    ]);
  });

  it('is nothing, where nothing is pushed', () => {
    for (const form of ['spec', 'task', 'imagetools'] as const) {
      assert.equal(convert('docker push x', form).text, '');
    }
    assert.deepEqual(convert('manifest-tool push from-spec a.yml', 'imagetools'), {
      text: '',
      notes: [
        'What is in the spec a.yml is not known here: multiarch index push a.yml --dry-run shows the command.',
      ],
    });
  });

  it('is read in time proportional to its length', () => {
    const line = 'for a in 1 2 3; do docker manifest create -a t/x:1 "t/x:$a-${B:-$(c)}"; done\n';
    assertProportional((share) => {
      convertScript(line.repeat(1_000 * share));
    });
  });
});
