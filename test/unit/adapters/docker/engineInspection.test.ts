import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineAddress } from '../../../../src/adapters/docker/contexts.ts';
import { inspectEngineImage } from '../../../../src/adapters/docker/engineInspection.ts';
import { readEnginePresence } from '../../../../src/adapters/docker/enginePresence.ts';
import type { Fact } from '../../../../src/core/facts.ts';
import { recordedDigest } from '../../../support/registry/recordedImages.ts';

const fixtures = 'test/fixtures/docker/28.5.2';
const reference = '127.0.0.1:5001/inspector/app:max';

type Answers = Readonly<Record<string, unknown>>;

function recorded(file: string): unknown {
  return JSON.parse(readFileSync(join(fixtures, file), 'utf8'));
}

describe('inspecting an image of the engine', () => {
  let directory: string;
  let server: Server | undefined;
  const asked: string[] = [];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'engine-'));
    asked.length = 0;
  });
  afterEach(async () => {
    const running = server;
    server = undefined;
    running?.closeAllConnections();
    if (running) await new Promise((resolve) => running.close(resolve));
    rmSync(directory, { recursive: true });
  });

  /** An engine that answers the questions about one image, by the end of their address. */
  function serve(name: string, answers: Answers): Promise<EngineAddress> {
    const socket = join(directory, 'docker.sock');
    const started = createServer((request, response) => {
      const url = decodeURIComponent(request.url ?? '');
      asked.push(url);
      const answer = answers[url.replace(`/images/${name}/`, '')];
      response.statusCode = answer === undefined ? 404 : 200;
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(answer ?? { message: `No such image: ${name}` }));
    });
    server = started;
    return new Promise((resolve) =>
      started.listen(socket, () => {
        resolve({ url: `unix://${socket}` });
      }),
    );
  }

  const whole = recorded('inspected/three-platforms.json') as Answers;

  it('shows the list after one question', async () => {
    const engine = await serve(reference, whole);
    const image = known(await inspectEngineImage(engine, reference, 'index'));
    assert.equal(asked.length, 1);
    assert.deepEqual(image.origin, { kind: 'engine', store: 'containerd' });
    assert.equal(image.digest, recordedDigest('max'));
    assert.deepEqual(
      image.platforms.map(({ platform, inEngine }) => [platform, known(inEngine)]),
      [
        ['linux/amd64', true],
        ['linux/arm64', true],
        ['linux/arm/v7', true],
      ],
    );
    assert.equal(image.attestations.length, 3);
  });

  it('tells what its platforms are made of, as they are unpacked', async () => {
    const engine = await serve(reference, whole);
    const image = known(await inspectEngineImage(engine, reference, 'platforms'));
    assert.equal(asked.length, 7);
    const arm64 = known(image.platforms[1]?.details);
    assert.deepEqual(arm64.config.environment, {
      PATH: '/bin',
      GREETING: 'hello',
      TARGET: 'arm64',
    });
    assert.deepEqual(arm64.config.exposedPorts, ['53/udp', '8080/tcp']);
    assert.equal(arm64.unpacked, true);
    assert.deepEqual(
      arm64.layers.map(({ size, createdBy }) => [size, createdBy.slice(0, 12)]),
      [
        [1986560, 'COPY arm64/ '],
        [24576, 'COPY files/ '],
        [20480, 'RUN |1 TARGE'],
        [8192, 'RUN |1 TARGE'],
        [8192, 'WORKDIR /srv'],
      ],
    );
    assert.equal(arm64.downloadSize, 1986560 + 24576 + 20480 + 8192 + 8192);
    assert.equal(arm64.layers[1]?.sharedWith.length, 2);
  });

  it('says which platforms were not pulled', async () => {
    const name = 'docker.io/library/busybox:1.37.0';
    const pulled = recorded('images/containerd/pulled-amd64.json');
    const amd64 = 'json?platform={"os":"linux","architecture":"amd64"}';
    const engine = await serve(name, { 'json?manifests=1': pulled, [amd64]: pulled });
    const image = known(await inspectEngineImage(engine, 'busybox:1.37.0', 'platforms'));
    assert.deepEqual(
      image.platforms.map(({ platform, inEngine }) => [platform, known(inEngine)]),
      [
        ['linux/amd64', true],
        // Its contents were there for another name.
        ['linux/arm64', true],
        ['linux/arm/v7', false],
        ['linux/s390x', false],
      ],
    );
    const [amd, , arm] = image.platforms;
    assert(known(amd?.details).layers.length > 0);
    assert.equal(arm?.details.known, false);
    assert.equal(asked.length, 4, asked.join());
    const presence = await readEnginePresence(engine, [name, 'docker.io/library/nothing:1']);
    assert.equal(presence?.includes(amd?.digest ?? ''), true);
    assert.equal(presence.includes(arm.digest), false);
  });

  it('shows the one platform of the classic store', async () => {
    const name = 'docker.io/library/busybox:1.37.0';
    const single = recorded('images/classic/single-arm-v7.json');
    const engine = await serve(name, { 'json?manifests=1': single, json: single, 'json?': single });
    const image = known(await inspectEngineImage(engine, 'busybox:1.37.0', 'platforms'));
    assert.deepEqual(image.origin, { kind: 'engine', store: 'classic' });
    assert.deepEqual(
      image.platforms.map(({ platform, details }) => [platform, known(details).configDigest]),
      [['linux/arm/v7', image.digest]],
    );
  });

  for (const { what, answers, code } of [
    { what: 'there is none of that name', answers: {}, code: 'not-found' },
    { what: 'the answer is another one', answers: { 'json?manifests=1': [1] }, code: 'malformed' },
  ]) {
    it(`is unknown when ${what}`, async () => {
      const fact = await inspectEngineImage(await serve(reference, answers), reference, 'index');
      assert.equal(fact.known ? '' : fact.reason.code, code);
    });
  }

  it('asks for names only', async () => {
    const engine = await serve(reference, whole);
    for (const name of ['../containers', 'a/../../info?', '-v']) {
      const fact = await inspectEngineImage(engine, name, 'index');
      assert.equal(fact.known ? '' : fact.reason.code, 'malformed', name);
    }
    assert.deepEqual(asked, []);
  });

  it('knows nothing of an engine that is not there', async () => {
    const engine = { url: `unix://${join(directory, 'none.sock')}` };
    const fact = await inspectEngineImage(engine, reference, 'index');
    assert.equal(fact.known ? '' : fact.reason.code, 'unreachable');
    assert.equal(await readEnginePresence(engine, [reference]), undefined);
  });
});

function known<T>(fact: Fact<T> | undefined): T {
  assert(fact?.known, fact === undefined || fact.known ? '' : fact.reason.message);
  return fact.value;
}
