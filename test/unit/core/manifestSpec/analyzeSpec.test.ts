import assert from 'node:assert/strict';
import { readManifestSpec } from '../../../../src/adapters/workspace/manifestSpec.ts';
import { renderMessage } from '../../../../src/core/analysis/finding.ts';
import type { Fact, ImageFacts } from '../../../../src/core/facts.ts';
import { analyzeSpec } from '../../../../src/core/manifestSpec/analyzeSpec.ts';
import { indexOf, singleOf, unreachable } from '../../../support/imageFacts.ts';

const missing: Fact<ImageFacts> = {
  known: false,
  reason: { code: 'not-found', message: 'no such image' },
};

describe('what is wrong with a spec file', () => {
  /** `code «the words that are marked»` of every problem. */
  function problemsOf(text: string, facts: Readonly<Record<string, Fact<ImageFacts>>> = {}) {
    const read = readManifestSpec(text);
    const { problems } = analyzeSpec(read, (reference) => facts[reference] ?? unreachable);
    return problems;
  }

  const check = (
    name: string,
    text: string,
    expected: readonly string[],
    facts: Readonly<Record<string, Fact<ImageFacts>>> = {},
  ) => {
    it(name, () => {
      const found = problemsOf(text, facts).map(
        ({ code, severity, span }) => `${severity} ${code} «${text.slice(span.start, span.end)}»`,
      );
      assert.deepEqual(found, expected);
    });
  };

  const head = 'image: example.com/team/tool:3\nmanifests:\n';
  const [amd, arm] = ['example.com/team/tool:3-amd64', 'example.com/team/tool:3-arm64'];
  const good = `${head}  - image: ${amd}\n    platform:\n      architecture: amd64\n      os: linux\n  - image: ${arm}\n    platform: { architecture: arm64, os: linux, variant: v8 }\n`;

  check('nothing, of a usual one', good, []);
  check('nothing, without platforms', `${head}- image: ${amd}\n- image: ${arm}\n`, []);
  check('a number is an architecture', good.replace(': amd64', ': 386'), []);
  check(
    'aliases and merges are followed',
    [
      'image: example.com/t/a:1',
      'manifests:',
      '  - image: example.com/t/a:x',
      '    platform: &linux { os: linux, architecture: amd64 }',
      '  - image: example.com/t/a:y',
      '    platform: { <<: *linux, architecture: s390x }',
      '',
    ].join('\n'),
    [],
  );
  check('an alias that names nothing', `tags: *t\n${good}`, ['error spec-syntax «*t»']);
  check('an alias that names what comes later', `tags: *t\nimage: &t a/b\nmanifests: []\n`, [
    'error spec-syntax «*t»',
  ]);
  check('an alias in a merge that names nothing', good.replace('{ arch', '{ <<: *arm, arch'), [
    'error spec-syntax «*arm»',
  ]);
  check(
    'more images than are read',
    `${head}${Array.from({ length: 1_001 }, (_, at) => `- { image: example.com/t/a:${String(at)} }\n`).join('')}`,
    ['error spec-syntax «{ image: example.com/t/a:1000 }»'],
  );
  check(
    'more values than are read',
    `${head}- image: ${amd}\ntags: [${Array(20_001).fill('a').join()}]\n`,
    ['error spec-syntax «a»'],
  );
  check('what is too deep to be read', `${good}tags: [[[[[[[[[x]]]]]]]]]\n`, [
    'error spec-wrong-type «[[[[[[[[x]]]]]]]]»',
    'error spec-syntax «[x]»',
  ]);
  check('no YAML', 'image: [a\nmanifests: []\n', ['error spec-syntax «m»']);
  check('YAML that ends too early', 'image: a\nmanifests: [{ a', ['error spec-syntax «»']);
  check('nothing at all', '', ['error spec-incomplete «»', 'error spec-incomplete «»']);
  check('a key that is mistyped', good.replace('architecture: amd64', 'arhitecture: amd64'), [
    'error spec-incomplete «platform»',
    'warning spec-unknown-key «arhitecture»',
  ]);
  check('keys of another place', `${good}os: linux\n`, ['warning spec-unknown-key «os»']);
  check(
    "manifest-tool's own word for the version",
    good.replace('os: linux\n', 'os: linux\n      osversion: "10"\n'),
    [],
  );
  check(
    'the word of an index, which manifest-tool passes over',
    good.replace('os: linux\n', 'os: linux\n      os.version: "10"\n'),
    ['hint spec-unread-key «os.version»'],
  );
  check('a tag that is no list', `tags: latest\n${good}`, ['error spec-wrong-type «latest»']);
  check('a tag that is none', `tags: ["1.0", "a b"]\n${good}`, ['error spec-invalid-name «a b»']);
  check('a list of names in capitals', good.replace('team/tool:3\n', 'Team/tool:3\n'), [
    'error spec-invalid-name «example.com/Team/tool:3»',
  ]);
  check('a variable that nobody fills in', good.replace('3-arm64', '${VERSION}-arm64'), [
    'error spec-invalid-name «example.com/team/tool:${VERSION}-arm64»',
  ]);
  check('a digest as the list', good.replace('tool:3\n', `tool@sha256:${'a'.repeat(64)}\n`), [
    `error spec-invalid-name «example.com/team/tool@sha256:${'a'.repeat(64)}»`,
  ]);
  check('an image without a name', `${head}  - platform: { os: linux, architecture: arm }\n`, [
    'error spec-incomplete «platform: { os: linux, architecture: arm }\n»',
  ]);
  check(
    'an alias of an architecture',
    good.replace('architecture: amd64', 'architecture: x86_64'),
    ['error spec-unknown-platform «x86_64»'],
  );
  check('an OS that is none', good.replace('os: linux\n', 'os: lunix\n'), [
    'error spec-unknown-platform «lunix»',
  ]);
  check('a variant that is none', good.replace('v8', 'v88'), [
    'warning spec-unknown-platform «v88»',
  ]);
  check(
    'the same platform twice',
    good.replace('arm64, os: linux, variant: v8', 'amd64, os: linux'),
    ['error spec-duplicate-platform «amd64»'],
  );
  check(
    'two of Windows, which their images tell apart',
    `${head}- image: ${amd}\n  platform: { architecture: amd64, os: windows }\n- image: ${arm}\n  platform: { architecture: amd64, os: windows }\n`,
    [],
  );
  check('another registry', good.replace(arm, 'quay.io/team/tool:arm64'), [
    'information spec-other-registry «quay.io/team/tool:arm64»',
  ]);

  describe('by what the registry has', () => {
    check('nothing', good, [], {
      [amd]: singleOf('linux/amd64'),
      [arm]: singleOf('linux/arm64/v8'),
    });
    check('no such image', good, [`error spec-source-missing «${arm}»`], {
      [amd]: singleOf('linux/amd64'),
      [arm]: missing,
    });
    check('an image for another platform', good, ['warning spec-platform-differs «arm64»'], {
      [arm]: singleOf('linux/s390x'),
    });
    check('a list with the platform', good, [], { [arm]: indexOf('linux/amd64', 'linux/arm64') });
    check(
      'a list without a platform that there is not',
      good.replace('os: linux, variant', 'os: lunix, variant'),
      ['error spec-unknown-platform «lunix»'],
      {
        [arm]: indexOf('linux/amd64'),
      },
    );
    check('a list without the platform', good, ['error spec-platform-missing «arm64»'], {
      [arm]: indexOf('linux/amd64', 'linux/s390x'),
    });
    check(
      'two images that say the same',
      `${head}- image: ${amd}\n- image: ${arm}\n`,
      [`error spec-duplicate-platform «${arm}»`],
      { [amd]: singleOf('linux/amd64'), [arm]: singleOf('linux/amd64') },
    );
    check('an image that says nothing', `${head}- image: ${amd}\n`, [], { [amd]: singleOf() });
  });

  /** What is said of a spec, and what may be written instead. */
  const says = (
    text: string,
    expected: readonly (readonly [message: string, fix?: string])[],
    facts: Readonly<Record<string, Fact<ImageFacts>>> = {},
  ) => {
    it(expected.map(([message]) => message).join(' '), () => {
      const found = problemsOf(text, facts).map(({ message, fix }) => {
        if (fix === undefined) return [renderMessage(message)];
        assert.equal(renderMessage(fix.title), `Write “${fix.newText}”`);
        return [renderMessage(message), fix.newText];
      });
      assert.deepEqual(found, expected);
    });
  };

  describe('in words, with what to write instead', () => {
    says('', [
      ['The spec does not say what the list is called: image.'],
      ['The spec names no images: manifests is a list of them.'],
    ]);
    says('image: a\nmanifests:\ntags:\nannotations:\n', [
      ['The spec names no images: manifests is a list of them.'],
    ]);
    says(good.replace(': amd64', ': x86_64'), [
      ['“x86_64” is no architecture that images are made for: write amd64.', 'amd64'],
    ]);
    says(good.replace(': amd64', ': AMD64'), [
      ['“AMD64” is no architecture that images are made for: write amd64.', 'amd64'],
    ]);
    says(good.replace(': amd64', ': sparc9000'), [
      ['“sparc9000” is no architecture that images are made for.'],
    ]);
    says(good.replace('os: linux\n', 'os: Lunix\n'), [
      ['“Lunix” is no operating system that images are made for: write linux.', 'linux'],
    ]);
    says(good.replace('os: linux\n', 'os: macOS\n'), [
      ['“macOS” is no operating system that images are made for: write darwin.', 'darwin'],
    ]);
    says(good.replace('os: linux\n', 'os: plan10\n'), [
      ['“plan10” is no operating system that images are made for.'],
    ]);
    says(good.replace('v8', 'V8'), [
      ['“V8” is no variant of arm64: there are v8, v8.1, v8.2, v9.'],
    ]);
    says(good.replace('arm64, os: linux, variant: v8', 's390x, os: linux, variant: v8'), [
      ['s390x has no variants: nobody asks for s390x/v8.'],
    ]);
    says(good.replace('      os: linux\n', ''), [
      ['A platform has an os and an architecture: os is missing.'],
    ]);
    says(good.replace('      architecture: amd64\n', ''), [
      ['A platform has an os and an architecture: architecture is missing.'],
    ]);
    says(good.replace('os: linux, variant: v8', ''), [
      ['A platform has an os and an architecture: os is missing.'],
    ]);
    says(good.replace('architecture: arm64, os: linux, variant: v8', 'variant: v8'), []);
    says(good.replace('architecture: arm64, os: linux, variant: v8', ''), []);
    says(good.replace('{ architecture: arm64, os: linux, variant: v8 }', '~'), []);
    says(good.replace('architecture: amd64', 'arhitecture: amd64'), [
      ['A platform has an os and an architecture: architecture is missing.'],
      [
        'There is no key “arhitecture” in a platform (did you mean architecture?): it changes nothing. There are architecture, os, variant, os.version, os.features.',
        'architecture',
      ],
    ]);
    says(`${good}Tag: []\n`, [
      [
        'There is no key “Tag” in a spec (did you mean tags?): it changes nothing. There are image, tags, annotations, manifests.',
        'tags',
      ],
    ]);
    says(good.replace(`- image: ${arm}`, `- xyz: 1\n    image: ${arm}`), [
      ['There is no key “xyz” in an image: it changes nothing. There are image, platform.'],
    ]);
    says(good.replace('os: linux\n', 'os: linux\n      os.features: [a]\n'), [
      [
        'manifest-tool passes over “os.features” and takes what the image says: its own word is “osfeatures”. multiarch reads both.',
        'osfeatures',
      ],
    ]);
    says(good.replace('os: linux\n', 'os: linux\n      osversion: 1\n      os.version: 1\n'), [
      ['“os.version” is there twice.'],
    ]);
    says('- a\n', [
      ['A spec has the keys image, tags, annotations, manifests.'],
      ['The spec does not say what the list is called: image.'],
      ['The spec names no images: manifests is a list of them.'],
    ]);
    says(`${head}- a\n`, [
      ['An image has the keys image, platform.'],
      ['The entry names no image.'],
    ]);
    says(good.replace('{ architecture: arm64, os: linux, variant: v8 }', 'linux/arm64'), [
      ['A platform has the keys architecture, os, variant, os.version, os.features.'],
    ]);
    says(`tags: 1\nannotations: []\n${good}`, [
      ['“tags” is a list.'],
      ['annotations are names, each with a text.'],
    ]);
    says(`tags: [[a], ~, b]\nannotations: { a: [b], c: d, e: }\n${good}`, [
      ['“tags” is a list of texts.'],
      ['“a” is one text.'],
    ]);
    says(`image: [a]\n${good.replace(/^.*\n/, '')}`, [
      ['The spec does not say what the list is called: image.'],
      ['“image” is one text.'],
    ]);
    says(good.replace('os: linux, variant', 'os: [linux], variant'), [
      ['A platform has an os and an architecture: os is missing.'],
      ['“os” is one text.'],
    ]);
    says(`tags: [a/b, .a, "${'a'.repeat(129)}"]\n${good}`, [
      ['“a/b” is no tag: letters, digits, “_”, “.” and “-”, 128 at most.'],
      ['“.a” is no tag: letters, digits, “_”, “.” and “-”, 128 at most.'],
      [`“${'a'.repeat(129)}” is no tag: letters, digits, “_”, “.” and “-”, 128 at most.`],
    ]);
    says(good.replace('tool:3\n', `tool@sha256:${'a'.repeat(64)}\n`), [
      [`A digest cannot be chosen: “example.com/team/tool@sha256:${'a'.repeat(64)}” names a tag.`],
    ]);
    says(good.replace('3-arm64', '${VERSION}-arm64'), [
      [
        '“example.com/team/tool:${VERSION}-arm64” holds a variable, which nobody fills in here: write the name itself.',
      ],
    ]);
    says(good.replace(arm, 'a b'), [['“a b” is no name of an image: invalid reference format.']]);
    says(good.replace(arm, 'quay.io/team/tool:arm64'), [
      [
        'It is in quay.io, and the list in example.com: multiarch copies it there. manifest-tool and docker manifest refuse that.',
      ],
    ]);
    says(good.replace('arm64, os: linux, variant: v8', 'amd64, os: linux'), [
      [
        `linux/amd64 is there already: “${amd}”. A list has one image for a platform; whoever pulls gets the first.`,
      ],
    ]);
    // The same image twice is one entry.
    says(good.replace(arm, amd).replace('arm64, os: linux, variant: v8', 'amd64, os: linux'), []);
    says(
      `${head}${Array.from({ length: 1_001 }, (_, at) => `- image: example.com/t/a:${String(at)}\n`).join('')}`,
      [['From here on no image is read: a spec has 1000 at most.']],
    );
    says(good, [[`The registry has no image “${arm}”: the list cannot be made. Push it first.`]], {
      [arm]: missing,
    });
    says(
      good,
      [[`“${arm}” is a manifest list and has no linux/arm64. It has linux/amd64, linux/s390x.`]],
      {
        [arm]: indexOf('linux/amd64', 'linux/s390x', 'linux/amd64'),
      },
    );
    says(
      good,
      [
        [
          `“${arm}” is an image for linux/s390x, and would be listed for linux/arm64: programs for linux/s390x do not run there without emulation.`,
        ],
      ],
      { [arm]: singleOf('linux/s390x') },
    );
  });

  it('asks for each image once', () => {
    const read = readManifestSpec(`${good}  - image: ${amd}\n  - image: A B\n`);
    assert.deepEqual(analyzeSpec(read, () => unreachable).needs, [amd, arm]);
  });

  it('reads bombs in time', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...Array.from(
        { length: 20 },
        (_, at) =>
          `b${at}: &b${at} [${Array(9)
            .fill(at === 0 ? '*a' : `*b${at - 1}`)
            .join()}]`,
      ),
    ];
    assert.equal(
      problemsOf(`${bomb.join('\n')}\nmanifests: *b19\n`).some(
        ({ code }) => code === 'spec-unknown-key',
      ),
      true,
    );
    problemsOf('image: &x [*x]\nmanifests: [*x]\n');
    assert.equal(problemsOf('['.repeat(20_000))[0]?.code, 'spec-syntax');
  });
});
