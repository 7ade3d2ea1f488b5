import '../../support/vscodeStub.ts';
import assert from 'node:assert/strict';
import { diffLists, type ComparedList } from '../../../src/core/manifestList/diffLists.ts';
import { platformRows } from '../../../src/extension/manifestLists/changeList.ts';
import { deletionText } from '../../../src/extension/manifestLists/deleteTag.ts';
import { tagPlace } from '../../../src/extension/manifestLists/listPlace.ts';
import { lostTexts } from '../../../src/extension/manifestLists/lostPush.ts';
import { listName, listRow } from '../../../src/extension/manifestLists/localLists.ts';
import {
  emptyState,
  imagesOf,
  notesOf,
  wishesOf,
} from '../../../src/extension/manifestLists/listState.ts';
import {
  changeLines,
  costLines,
  dockerScript,
  listText,
  planText,
} from '../../../src/extension/manifestLists/planText.ts';
import {
  checkReferences,
  checkTag,
  readTags,
} from '../../../src/extension/manifestLists/referenceInput.ts';
import type { SentPlan, SentTag } from '../../../src/protocol/lists.ts';

const mediaType = 'application/vnd.oci.image.index.v1+json';
const imageType = 'application/vnd.oci.image.manifest.v1+json';

function entry(digest: string, os: string, architecture: string, notes?: Record<string, string>) {
  const platform = { os, architecture };
  const annotations = notes ? { annotations: notes } : {};
  return {
    descriptor: { mediaType: imageType, digest, size: 1, platform, ...annotations },
    rest: {},
  };
}

const statement = {
  'vnd.docker.reference.type': 'attestation-manifest',
  'vnd.docker.reference.digest': 'sha256:a',
};
const old: ComparedList = {
  mediaType,
  entries: [entry('sha256:a', 'linux', 'amd64'), entry('sha256:s', 'linux', 's390x')],
};
const list: ComparedList = {
  mediaType,
  entries: [
    entry('sha256:a', 'linux', 'amd64'),
    entry('sha256:b', 'linux', 'arm64', { note: 'one\ntwo \u202egnp' }),
    entry('sha256:c', 'unknown', 'unknown', statement),
  ],
  annotations: { version: '1' },
};
const tag: SentTag = { tag: '1.0', digest: 'sha256:old', before: old, diff: diffLists(old, list) };
const plan: SentPlan = {
  target: 'ghcr.io/team/app',
  list: { ...list, digest: 'sha256:new', isCopy: false },
  problems: [{ code: 'platform-missing', severity: 'warning', source: 0, platform: 'linux/386' }],
  missing: [],
  sources: ['app:1.0-amd64'],
  tags: [tag],
  copies: [
    { from: 'ghcr.io/team/other', bytes: 1_500_000, isMountable: true },
    { from: 'ghcr.io/team/other', bytes: 500_000, isMountable: true },
  ],
  referrers: { copied: 0, left: 0, isKnown: true },
  commands: [
    { tool: 'imagetools', commands: [['docker', 'buildx', 'imagetools', 'create', '-t', 'a b']] },
    { tool: 'manifest', commands: [['docker', 'manifest', 'create', 'x']] },
  ],
  requests: 12,
};

describe('the text of a manifest list', () => {
  it('has a block for each platform, with what is about it', () => {
    assert.deepEqual(listText('app:1.0', list, 'sha256:new').split('\n'), [
      ...['app:1.0', 'sha256:new', 'OCI index, a manifest list', ''],
      ...['linux/amd64', '    sha256:a', '    attestation sha256:c', ''],
      ...['linux/arm64', '    sha256:b', '    note: one two \ufffdgnp', ''],
      ...['Annotations of the list', '    version: 1', ''],
    ]);
  });

  it('says that there is no tag', () => {
    assert.equal(listText('app:1.0', undefined, undefined), 'app:1.0\nThere is no such tag.\n');
  });
});

describe('the text of a plan', () => {
  it('begins with what is lost', () => {
    assert.deepEqual(changeLines(tag), [
      'loses linux/s390x',
      'adds linux/arm64',
      'keeps linux/amd64',
      'attestations: 0 kept, 1 added, 0 dropped',
      'changes annotations of the list: version',
    ]);
  });

  it('says what is copied, and by how many requests', () => {
    assert.deepEqual(costLines(plan), [
      'copies 2 manifests from ghcr.io/team/other; the registry is asked to take 2.00 MB of layers from there itself',
      'at most 12 requests to ghcr.io',
    ]);
    assert.match(costLines({ ...plan, copies: [] })[0] ?? '', /copies nothing/);
  });

  it('says what becomes of signatures that stand beside the images', () => {
    assert.deepEqual(
      costLines({ ...plan, referrers: { copied: 2, left: 1, isKnown: false } }).slice(1),
      [
        'takes signatures and other referrers along: 2',
        'leaves signatures and other referrers where they are: 1',
        'there may be signatures and other referrers that could not be looked for',
        'at most 12 requests to ghcr.io, and those for referrers',
      ],
    );
  });

  it('gives commands as they are written in a shell', () => {
    assert.match(
      planText(plan, tag),
      /\n {4}docker buildx imagetools create -t 'a b'\n {4}# or\n {4}docker manifest create x\n/,
    );
    assert.match(planText(plan, tag), /What to look at\n {4}app:1\.0-amd64 has no image for/);
  });
});

describe('the script of a plan', () => {
  it('is one of the ways: both together would push twice', () => {
    assert.equal(dockerScript(plan), "docker buildx imagetools create -t 'a b'");
    assert.equal(dockerScript({ ...plan, commands: [] }), '');
  });
});

describe('a plan of a registry that lies', () => {
  const forged = 'x\n    keeps linux/s390x\u202e';
  const platform = { os: forged, architecture: 'amd64' };
  const image = { mediaType: forged, digest: 'sha256:f', size: 1, platform };
  const hostile: ComparedList = {
    mediaType: `${mediaType}\n`,
    entries: [{ descriptor: image, rest: {} }],
    annotations: { [forged]: 'y' },
  };
  const diff = diffLists({ ...hostile, mediaType: forged }, list);
  const text = planText(
    {
      ...plan,
      missing: [{ source: 0, reason: { code: 'unreachable', message: forged } }],
      commands: [{ tool: 'imagetools', commands: [['docker', forged]] }],
    },
    { ...tag, before: hostile, diff },
  );
  const shown = [text, ...changeLines({ ...tag, diff }), listText('a', hostile, 'sha256:f')];
  it('has no line, and no direction, of its making', () => {
    for (const each of shown) assert.doesNotMatch(each, /^ *keeps linux\/s390x|\u202e/m);
    assert.doesNotMatch(changeLines({ ...tag, diff }).join(''), /\n/);
    assert.match(text, /loses x {5}keeps linux\/s390x\ufffd\/amd64\n/);
  });
});

describe('tags of a list', () => {
  const check = (text: string, expected: readonly string[] | RegExp) =>
    it(JSON.stringify(text), () => {
      const read = readTags(text);
      if (expected instanceof RegExp) assert.match(read.ok ? '' : read.why, expected);
      else assert.deepEqual(read, { ok: true, tags: expected });
    });
  check('ghcr.io/team/app:1.0', ['ghcr.io/team/app:1.0']);
  check('ghcr.io/team/app:1.0 latest, 1', [
    'ghcr.io/team/app:1.0',
    'ghcr.io/team/app:latest',
    'ghcr.io/team/app:1',
  ]);
  check('app', ['app:latest']);
  check('app:1 app:1', ['app:1']);
  check('', /Write where/);
  check('app:1 other:1', /one repository/);
  check(`app@sha256:${'0'.repeat(64)}`, /a digest cannot be chosen/);
  check('--all', /--all/);
  check('app:1 -x', /-x/);
});

describe('the tag that is changed or deleted', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const check = (text: string, expected?: RegExp) =>
    it(JSON.stringify(text), () => {
      const message = checkTag(text)?.message;
      if (expected === undefined) assert.equal(message, undefined);
      else assert.match(message ?? '', expected);
    });
  check('ghcr.io/team/app:1.0');
  check('app');
  check('', /Write an image/);
  check('app:1 app:2', /app:1 app:2/);
  check(`app@${digest}`, /a digest is of no tag/);
  check(`app:1@${digest}`, /a digest is of no tag/);

  it('is not `latest` where a row names a digest: it is asked for', () => {
    assert.equal(tagPlace({ reference: `ghcr.io/team/app@${digest}` }), undefined);
    assert.equal(tagPlace({ reference: `app:1@${digest}`, platform: 'linux/amd64' }), undefined);
    const place = { reference: 'app:1', platform: 'linux/amd64' };
    assert.deepEqual(tagPlace(place), place);
    assert.equal(tagPlace(undefined), undefined);
  });

  it('offers no entry without a platform, which cannot be taken out by it', () => {
    const platforms = [
      { platform: 'unknown', digest: 'sha256:a' },
      { platform: 'linux/amd64', digest: 'sha256:b' },
      { platform: 'linux,x/amd64', digest: 'sha256:c' },
      { platform: 'windows(10.0.20348.1)/amd64', digest: 'sha256:d' },
    ];
    assert.deepEqual(
      platformRows(platforms).map(({ platform }) => platform),
      ['linux/amd64', 'windows(10.0.20348.1)/amd64'],
    );
    assert.deepEqual(tagPlace({ reference: 'app:1', platform: 'unknown' }), { reference: 'app:1' });
  });
});

describe('answers about a list', () => {
  it('are images, each once', () => {
    const chosen = { ...emptyState, chosen: ['a', 'b'], more: 'b c', hasMore: true };
    assert.deepEqual(imagesOf(chosen), ['a', 'b', 'c']);
    assert.deepEqual(imagesOf({ ...chosen, hasMore: false }), ['a', 'b']);
    assert.deepEqual(imagesOf({ ...chosen, chosen: [], hasMore: false }), ['b', 'c']);
  });

  it('are wishes only where something is wished', () => {
    assert.deepEqual(wishesOf(emptyState), {});
    assert.deepEqual(wishesOf({ ...emptyState, type: 'oci' }), { wishes: { type: 'oci' } });
    assert.deepEqual(notesOf('a=1, b = x=y,=3,c'), { a: '1', b: 'x=y' });
  });

  it('are checked as references', () => {
    assert.equal(checkReferences('app:1 ghcr.io/a/b'), undefined);
    assert.match(checkReferences('app y//z')?.message ?? '', /y\/\/z/);
    assert.match(checkReferences(' ')?.message ?? '', /Write an image/);
  });
});

describe('what goes with a tag', () => {
  const seen = { digest: 'sha256:d', holders: [], asked: 3, tags: 3, isComplete: true };
  it('is named', () => {
    assert.match(
      deletionText('1', { ...seen, others: ['a', 'b'] }),
      /These name it too, and would go: a, b\./,
    );
    assert.match(deletionText('1', { ...seen, others: [] }), /None of the 3 other tags names it/);
    assert.match(
      deletionText('1', { ...seen, others: [], holders: ['1.0', '2'] }),
      /have it as an entry\. They would stay and be broken.*: 1\.0, 2\./,
    );
  });
  it('is counted where it is long, or not all of it is known', () => {
    const others = Array.from({ length: 45 }, (_, at) => `t${String(at)}`);
    const text = deletionText('1', { ...seen, others, tags: 900, isComplete: false });
    assert.match(text, /t29 and 15 more/);
    assert.match(text, /Only 3 of at least 900 other tags were asked/);
  });
});

describe('a push whose worker was lost', () => {
  const reference = 'ghcr.io/team/app:1.0';
  const lost = { ...plan, target: 'ghcr.io/team/app', tags: [{ ...tag, tag: '1.0' }] };
  const check = (now: { digest?: string; isGone?: true } | undefined, expected: string) =>
    it(JSON.stringify(now ?? null), () => {
      const found = now === undefined ? [] : [{ reference, ...now }];
      assert.deepEqual(lostTexts(lost, found), [expected]);
    });
  check(
    { digest: tag.digest ?? '' },
    `${reference} names what it named before: nothing was pushed to it.`,
  );
  check({ digest: 'sha256:new' }, `${reference} names the new list, sha256:new.`);
  check(
    { digest: 'sha256:other' },
    `${reference} names sha256:other now: somebody has changed it meanwhile.`,
  );
  check({ isGone: true }, `${reference} names nothing now: somebody has changed it meanwhile.`);
  check({}, `What ${reference} names now is not known: inspect it.`);
  check(undefined, `What ${reference} names now is not known: inspect it.`);

  it('says that there is still no tag', () => {
    const { digest, ...fresh } = tag;
    assert.equal(digest, tag.digest);
    const [text] = lostTexts({ ...lost, tags: [{ ...fresh, tag: '1.0' }] }, [
      { reference, isGone: true },
    ]);
    assert.equal(text, `There is still no ${reference}: nothing was pushed to it.`);
  });
});

describe('a list of docker manifest', () => {
  for (const [folder, name] of [
    ['127.0.0.1-5001_team_list-1', '127.0.0.1:5001/team/list:1'],
    ['docker.io_team_onhub-1.0', 'docker.io/team/onhub:1.0'],
    ['ghcr.io_team_app-latest', 'ghcr.io/team/app:latest'],
  ] as const) {
    it(`${folder} is ${name}`, () => {
      assert.equal(listName(folder), name);
    });
  }

  it('says which of its images are not what their tags name any more', () => {
    const members = [
      { reference: 'app:1', digest: 'sha256:1', platform: { os: 'linux', architecture: 'amd64' } },
      { reference: 'app:2', digest: 'sha256:2' },
      { reference: 'app:3', digest: 'sha256:3' },
      { reference: 'app:4', digest: 'sha256:4' },
    ];
    const now = new Map([
      ['app:1', { reference: 'app:1', digest: 'sha256:1' }],
      ['app:2', { reference: 'app:2', digest: 'sha256:9' }],
      ['app:3', { reference: 'app:3', isGone: true as const }],
      ['app:4', { reference: 'app:4' }],
    ]);
    const row = listRow({ folder: 'docker.io_team_list-1', members, unreadable: 1 }, now);
    assert.equal(row.label, '⚠ docker.io/team/list:1');
    assert.equal(row.description, '4 images');
    assert.equal(
      row.detail,
      'Old image of app:2, which docker manifest create --amend would silently take. Gone: app:3. Docker would still list it. Not known now: app:4. Nobody could ask. Files that docker has not written: 1. linux/amd64 (app:1), app:2, app:3, app:4',
    );
  });
});
